// The course's one widget. It shows HTML that Python made, sends what is pressed, and says what happened.
// Python side: course/notebook/live.py. The HTML marks what can be pressed:
//   data-ecs-do, data-ecs-what   a button that asks the kernel for something
//   data-ecs-kind                a form with an answer; data-ecs-move moves a line of an ordering up or down
//   data-ecs-key                 who had the focus, so that a redrawn page gives it back; data-ecs-focus: who gets it otherwise

const PATIENCE_MS = 5000;
const WAITING = "One moment …";
const STILL_WAITING = "No answer yet. If no cell is running, run this cell again to wake the buttons.";
const ASLEEP = "The kernel was restarted or stopped. Run this cell again to wake the buttons.";

function part(tag, name, attributes = {}) {
  const node = document.createElement(tag);
  node.className = name;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** The answer in a form as plain JSON, in the bank's positions; null where nothing is chosen. */
function answerIn(form) {
  const chosen = [...form.querySelectorAll("input:checked")].map((input) => Number(input.value));
  switch (form.dataset.ecsKind) {
    case "single":
      return chosen.length ? chosen[0] : null;
    case "multiple":
      return chosen.length ? chosen : null;
    case "number":
      return form.querySelector("input").value.trim() || null;
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

async function render({ model, el }) {
  const root = part("div", "ecs-root ecs-live", { "data-lm-suppress-shortcuts": "true" }); // keys belong to the controls
  const head = part("div", "ecs-live-head");
  const said = part("p", "ecs-said", { role: "status" });
  const body = part("div", "ecs-live-body");
  const asleep = part("p", "ecs-asleep");
  asleep.textContent = ASLEEP;
  root.append(head, said, body, asleep);
  el.append(root);

  // The whole model knows whether a kernel listens; the one handed to us does not say.
  const whole = await model.widget_manager?.get_model?.(model.get("key")).catch(() => null);
  let waiting = 0;

  const awake = () => whole?.comm_live !== false;
  const say = (sentence) => {
    said.textContent = sentence;
  };

  function draw(node, html) {
    if (node.drawn === html) return;
    const focused = node.contains(document.activeElement) ? document.activeElement : null;
    node.innerHTML = html;
    node.drawn = html;
    if (!focused) return;
    const key = focused.closest("[data-ecs-key]")?.dataset.ecsKey;
    const next = (key && node.querySelector(`[data-ecs-key="${CSS.escape(key)}"]`)) || node.querySelector("[data-ecs-focus]");
    next?.focus();
  }

  function rouse() {
    const live = awake();
    asleep.hidden = live;
    for (const control of root.querySelectorAll("button, fieldset")) control.disabled = !live;
  }

  function show() {
    clearTimeout(waiting);
    waiting = 0;
    root.removeAttribute("aria-busy");
    draw(head, model.get("head"));
    draw(body, model.get("body"));
    say(model.get("said"));
    rouse();
  }

  function changed() {
    show();
    model.widget_manager?.setDirty?.(); // so that the notebook's file gets the new state at its next save
  }

  function ask(what) {
    if (waiting || !awake()) return;
    say(WAITING);
    root.setAttribute("aria-busy", "true");
    waiting = setTimeout(() => {
      waiting = 0;
      root.removeAttribute("aria-busy");
      say(STILL_WAITING);
    }, PATIENCE_MS);
    model.send(what);
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    if (button.dataset.ecsMove) say(move(button));
    else if (button.dataset.ecsDo) ask({ do: button.dataset.ecsDo, what: button.dataset.ecsWhat ?? "" });
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = answerIn(event.target);
    if (answer === null) say("Give an answer first.");
    else ask({ do: "answer", what: Number(event.target.dataset.ecsPosition), answer });
  });
  model.on("change:turn", changed);
  whole?.on("comm_live_update", rouse);
  show();
  return () => {
    clearTimeout(waiting);
    model.off("change:turn", changed);
    whole?.off("comm_live_update", rouse);
  };
}

export default { render };
