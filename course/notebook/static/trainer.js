// The trainer's part of the widget: answers read out of forms, half-typed ones kept, the clock of an exam, keys.
// It stands before live.js in one module. The HTML marks (course/notebook/controls.py, play_page.py):
//   data-ecs-kind, data-ecs-position  a form with an answer; data-ecs-missing: what is said where something is left open
//   data-ecs-page                     which question and step a form is of: another one gets the focus at its beginning
//   data-ecs-move                     moves a line of an ordering up or down
//   data-ecs-write                    a text that is kept while it is typed; data-ecs-indent: Enter keeps the indentation
//   data-ecs-words, data-ecs-counted  a text whose words are counted, and where the figure stands
//   data-ecs-until, data-ecs-clock    when an exam ends (seconds since 1970), and where the time left is drawn

const DRAFT_MS = 1500;
const TICK_MS = 30000;
const WORDS_A_MINUTE = 140; // calm speech

/** The answer in a form as plain JSON, in the bank's positions; null where something is left open. */
function answerIn(form) {
  const chosen = [...form.querySelectorAll('input[name="answer"]:checked')].map((input) => Number(input.value));
  switch (form.dataset.ecsKind) {
    case "single":
    case "scenario":
      return chosen.length ? chosen[0] : null;
    case "multiple":
      return chosen.length ? chosen : null;
    case "number":
    case "short":
      return form.querySelector('input[name="answer"]').value.trim() || null;
    case "matching": {
      const selects = [...form.querySelectorAll("select")];
      return selects.some((select) => select.value === "") ? null : selects.map((select) => Number(select.value));
    }
    case "cloze": {
      const gaps = [...form.querySelectorAll("[data-ecs-gap]")].map((input) => [input.name, input.value.trim()]);
      return gaps.some(([, value]) => value) ? Object.fromEntries(gaps) : null;
    }
    case "output": {
      const line = form.querySelector('input[name="line"]:checked');
      return chosen.length && line ? { option: chosen[0], line: Number(line.value) } : null;
    }
    case "fix":
    case "open": {
      const text = form.querySelector("textarea").value;
      return text.trim() ? text : null;
    }
    default:
      return [...form.querySelectorAll("li[data-ecs-position]")].map((line) => Number(line.dataset.ecsPosition));
  }
}

/** Moves a line of an ordering; returns the sentence that says where it is now. */
function move(button) {
  const line = button.closest("li");
  const up = button.dataset.ecsMove === "up";
  const other = up ? line.previousElementSibling : line.nextElementSibling;
  if (other) up ? other.before(line) : other.after(line);
  button.focus();
  const lines = [...line.parentElement.children];
  return `${line.dataset.ecsName}: ${lines.indexOf(line) + 1} of ${lines.length}`;
}

/** A new line that begins where the one before began. */
function indented(area) {
  const before = area.value.slice(0, area.selectionStart);
  const indent = /[ \t]*/.exec(before.slice(before.lastIndexOf("\n") + 1))[0];
  // execCommand is the only way that leaves the browser's undo whole; where it is gone, the text is put in plainly
  if (!document.execCommand("insertText", false, `\n${indent}`)) {
    area.setRangeText(`\n${indent}`, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function trainer(root, { say, ask, awake, send }) {
  let pending = null; // a half-typed answer that is not sent yet
  let timer = 0;
  let left = Infinity;
  let until = 0;

  const flush = () => {
    clearTimeout(timer);
    if (pending && awake()) send(pending);
    pending = null;
  };

  function counted(area) {
    const place = area.form?.querySelector("[data-ecs-counted]");
    if (!place || area.dataset.ecsWords === undefined) return;
    const words = area.value.trim() ? area.value.trim().split(/\s+/).length : 0;
    const seconds = Math.round((words * 60) / WORDS_A_MINUTE);
    const spoken = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    place.textContent = `${words} ${words === 1 ? "word" : "words"}${words ? `, about ${spoken} spoken` : ""}`;
  }

  function tick() {
    const clock = root.querySelector("[data-ecs-until]");
    if (!clock) return;
    if (clock.dataset.ecsUntil !== until) [until, left] = [clock.dataset.ecsUntil, left === Infinity ? Infinity : left];
    const before = left;
    left = Math.max(0, Number(until) - Date.now() / 1000);
    const shown = clock.querySelector("[data-ecs-clock]");
    const seconds = Math.floor(left % 60);
    if (shown) shown.textContent = `${Math.floor(left / 60)}:${String(seconds).padStart(2, "0")}`;
    if (before === Infinity) return;
    if (before > 300 && left <= 300) say("5 minutes left.");
    if (before > 60 && left <= 60) say("1 minute left.");
    if (before > 0 && left === 0 && awake()) send({ do: "tick" });
  }

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const answer = answerIn(form);
    if (answer === null) return say(form.dataset.ecsMissing ?? "Give an answer first.");
    flush();
    const sure = form.querySelector('input[name="confidence"]:checked');
    const confidence = sure ? Number(sure.value) : null;
    ask({ do: "answer", what: Number(form.dataset.ecsPosition), answer, confidence });
  });
  root.addEventListener("input", (event) => {
    const area = event.target.closest?.("[data-ecs-write]");
    if (!area) return;
    counted(area);
    pending = { do: "draft", what: Number(area.form.dataset.ecsPosition), answer: area.value };
    clearTimeout(timer);
    timer = setTimeout(flush, DRAFT_MS);
  });
  root.addEventListener("focusout", flush);
  root.addEventListener("keydown", (event) => {
    const area = event.target.closest?.("textarea");
    if (event.isComposing) return;
    if (area && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      area.form.requestSubmit();
    } else if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (area?.dataset.ecsIndent !== undefined && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      indented(area);
    } else if (!event.target.closest?.("input, textarea, select") && "1234".includes(event.key)) {
      root.querySelector(`[data-ecs-do="rate"][data-ecs-what="${event.key}"]`)?.click();
    }
  });
  const clock = setInterval(tick, 1000);
  const keep = setInterval(() => {
    if (root.querySelector("[data-ecs-until]") && awake()) send({ do: "tick" });
  }, TICK_MS);
  let begun = false;
  return {
    /** After each drawing. The first one may be of a page that was loaded again: what was typed since is with the kernel. */
    drawn() {
      for (const area of root.querySelectorAll("[data-ecs-words]")) counted(area);
      if (!begun && awake() && root.querySelector("[data-ecs-write], [data-ecs-until]")) send({ do: "refresh" });
      begun = true;
      tick();
    },
    leave() {
      flush();
      clearInterval(clock);
      clearInterval(keep);
    },
  };
}

