// The course's one widget. It shows HTML that Python made, sends what is pressed, and says what happened.
// Python side: course/notebook/live.py. The HTML marks what can be pressed:
//   data-ecs-do, data-ecs-what   a button that asks the kernel for something; a select asks with its value
//   data-ecs-kind                a form with an answer; data-ecs-move moves a line of an ordering up or down
//   data-ecs-key                 who had the focus, so that a redrawn page gives it back; data-ecs-focus: who gets it otherwise

const STATE = "application/vnd.jupyter.widget-state+json";
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

/** The whole model; the one that is handed to us does not say whether a kernel listens. */
async function wholeModel(model) {
  return model.widget_manager?.get_model?.(model.get("key")).catch(() => null);
}

/** What the notebook's file keeps of a widget, in the format of its metadata. The layout is a widget of its own: left out. */
function kept(model) {
  const { layout, ...state } = model.serialize(model.get_state(true));
  return {
    model_name: model.name,
    model_module: model.module,
    model_module_version: model.get("_model_module_version"),
    state,
  };
}

// JupyterLab's own setting "Save Widget State" drops every widget whose kernel was restarted: the next reload would then show
// "model not found". So each of our widgets writes itself into the notebook at every save, whether a kernel listens or not.
async function initialize({ model }) {
  const context = model.widget_manager?.context; // other viewers than JupyterLab have none and keep state in their own way
  if (!context?.saveState) return undefined;
  const whole = await wholeModel(model);
  const write = (_, moment) => {
    if (moment !== "started") return;
    const others = context.model.getMetadata("widgets")?.[STATE]?.state;
    const state = { ...others, [model.get("key")]: kept(whole) };
    context.model.setMetadata("widgets", { [STATE]: { version_major: 2, version_minor: 0, state } });
  };
  const changed = () => {
    context.model.dirty = true; // the autosave looks at this
  };
  context.saveState.connect(write);
  model.on("change:turn", changed);
  return () => {
    context.saveState.disconnect(write);
    model.off("change:turn", changed);
  };
}

/** Opens a notebook (path relative to this one's) in the same JupyterLab, or in this tab where its own way is not there. */
function open(model, path) {
  const manager = model.widget_manager;
  const here = manager?.context?.path;
  if (here === undefined) return; // another viewer: the sentence names the path
  const parts = here.split("/").slice(0, -1);
  for (const part of path.split("/")) part === ".." ? parts.pop() : parts.push(part);
  const link = document.createElement("a");
  link.hidden = true;
  document.body.append(link);
  const handler = manager.rendermime?.linkHandler;
  if (handler) {
    handler.handleLink(link, parts.join("/"), "");
    link.click();
    link.remove();
  } else {
    location.assign(location.href.replace(/\/lab\b.*/, `/lab/tree/${parts.map(encodeURIComponent).join("/")}`));
  }
}

async function render({ model, el }) {
  const root = part("div", "ecs-root ecs-live");
  const head = part("div", "ecs-live-head");
  const said = part("p", "ecs-said", { role: "status" });
  const body = part("div", "ecs-live-body");
  const asleep = part("p", "ecs-asleep");
  asleep.textContent = ASLEEP;
  root.append(head, asleep, said, body);
  el.append(root);

  const whole = await wholeModel(model);
  let waiting = 0;
  let next = null; // what was chosen in a select while an answer was awaited

  const awake = () => whole?.comm_live !== false;
  const say = (sentence) => {
    said.textContent = sentence;
  };

  function draw(node, html) {
    if (node.drawn === html) return;
    const focused = node.contains(document.activeElement) ? document.activeElement : null;
    const key = focused?.closest("[data-ecs-key]")?.dataset.ecsKey;
    node.innerHTML = html;
    node.drawn = html;
    if (!focused && !waiting) return; // somebody else's doing: leave the focus where it is
    const same = key && node.querySelector(`[data-ecs-key="${CSS.escape(key)}"]`);
    (same || node.querySelector("[data-ecs-focus]"))?.focus();
  }

  function rouse() {
    const live = awake();
    asleep.hidden = live;
    for (const control of root.querySelectorAll("button, fieldset, select")) control.disabled = !live;
  }

  function show() {
    root.removeAttribute("aria-busy");
    draw(head, model.get("head"));
    draw(body, model.get("body"));
    clearTimeout(waiting);
    waiting = 0;
    rouse();
  }

  function news() {
    const asked = waiting;
    const chosen = next;
    next = null;
    show();
    if (chosen) return ask(chosen);
    say(model.get("said"));
    if (asked && model.get("go")) open(model, model.get("go"));
  }

  function patience() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = 0;
      root.removeAttribute("aria-busy");
      say(STILL_WAITING);
    }, PATIENCE_MS);
  }

  /** Something takes long, and the kernel says how far it is: so it listens. */
  function underWay() {
    if (!waiting || !model.get("doing")) return;
    say(model.get("doing"));
    patience();
  }

  function ask(what) {
    if (waiting || !awake()) return;
    say(WAITING);
    root.setAttribute("aria-busy", "true");
    patience();
    model.send(what);
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    if (button.dataset.ecsMove) say(move(button));
    else if (button.dataset.ecsDo) ask({ do: button.dataset.ecsDo, what: button.dataset.ecsWhat ?? "" });
  });
  root.addEventListener("change", (event) => {
    const select = event.target.closest("select[data-ecs-do]");
    if (!select) return;
    const what = { do: select.dataset.ecsDo, what: select.value };
    if (waiting) next = what;
    else ask(what);
  });
  root.addEventListener("input", () => waiting || say(""));
  root.addEventListener("keydown", (event) => {
    // Arrows, letters and Enter belong to the controls: in a notebook they are shortcuts for cells. Ctrl-S and the like pass.
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = answerIn(event.target);
    if (answer === null) say("Give an answer first.");
    else ask({ do: "answer", what: Number(event.target.dataset.ecsPosition), answer });
  });
  model.on("change:turn", news);
  model.on("change:doing", underWay);
  whole?.on("comm_live_update", rouse);
  show();
  return () => {
    clearTimeout(waiting);
    model.off("change:turn", news);
    model.off("change:doing", underWay);
    whole?.off("comm_live_update", rouse);
  };
}

export default { initialize, render };
