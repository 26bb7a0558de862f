-- Who travels when.

SET NAMES utf8mb4;

CREATE TABLE IF NOT EXISTS bookings (
  reference   CHAR(10)          NOT NULL PRIMARY KEY,
  trip_id     INT UNSIGNED      NOT NULL,
  name        VARCHAR(100)      NOT NULL,
  email       VARCHAR(200)      NOT NULL,
  travellers  TINYINT UNSIGNED  NOT NULL,
  departs_on  DATE              NOT NULL,
  total_cents INT UNSIGNED      NOT NULL,
  created_at  TIMESTAMP         NOT NULL DEFAULT CURRENT_TIMESTAMP,
  INDEX bookings_of_trip (trip_id),
  FOREIGN KEY (trip_id) REFERENCES trips (id)
) CHARACTER SET utf8mb4;
