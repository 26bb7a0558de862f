-- What one can travel to. The mysql image runs the files of this folder in the order of their names, once, when its data
-- folder is still empty; migrate.sh runs them on a database that is there already. Each may be run again: that changes nothing.

SET NAMES utf8mb4;

CREATE TABLE IF NOT EXISTS trips (
  id          INT UNSIGNED      NOT NULL AUTO_INCREMENT PRIMARY KEY,
  title       VARCHAR(100)      NOT NULL,
  country     VARCHAR(60)       NOT NULL,
  region      VARCHAR(30)       NOT NULL,
  summary     VARCHAR(200)      NOT NULL,
  description TEXT              NOT NULL,
  scene       VARCHAR(30)       NOT NULL COMMENT 'which of the frontend''s drawings belongs to it',
  days        TINYINT UNSIGNED  NOT NULL,
  price_cents INT UNSIGNED      NOT NULL COMMENT 'a person, in US cents: money is counted in whole numbers',
  rating      DECIMAL(2, 1)     NOT NULL,
  seats_left  SMALLINT UNSIGNED NOT NULL
) CHARACTER SET utf8mb4;
