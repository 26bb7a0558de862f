// The course's one widget. It shows HTML that Python made, sends what is pressed, and says what happened.
// Python side: course/notebook/live.py. The HTML marks what can be pressed:
//   data-ecs-do, data-ecs-what   a button that asks the kernel for something; a select asks with its value
//   data-ecs-kind                a form with an answer (trainer.js, which stands before this file in one module)
//   data-ecs-map, data-ecs-node  the live map and what stands on it; data-ecs-part: what stays itself from one drawing to the next
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

// The map ------------------------------------------------------------------------------------------------------------

const HERE_MS = 60000;
const OURS = new Set(["aria-pressed", "tabindex", "open"]); // what the reader did; a new drawing leaves it alone
const SHOWS = ["ecs-new", "ecs-changed", "ecs-lit"];
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** Makes a drawn element look like a fresh one and touches only what differs, so that focus, scrolling and CSS transitions live. */
function redraw(old, fresh) {
  if (old.hasAttribute("data-ecs-shown")) return;
  const changed = old.dataset.ecsState !== undefined && old.dataset.ecsState !== fresh.dataset.ecsState;
  const shows = SHOWS.filter((name) => old.classList.contains(name));
  for (const { name, value } of [...fresh.attributes]) {
    if (!OURS.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!OURS.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  if (shows.length) old.classList.add(...shows);
  if (changed) flash(old, "ecs-changed");
  const named = (node) => node.nodeType === Node.ELEMENT_NODE && node.dataset.ecsPart !== undefined;
  const [was, is] = [[...old.childNodes], [...fresh.childNodes]];
  if (was.some(named) || is.some(named)) return redrawParts(old, is);
  if (was.length === is.length && was.every((node, at) => node.nodeName === is[at].nodeName)) {
    was.forEach((node, at) => {
      if (node.nodeType === Node.ELEMENT_NODE) redraw(node, is[at]);
      else if (node.nodeValue !== is[at].nodeValue) node.nodeValue = is[at].nodeValue;
    });
  } else old.replaceChildren(...is);
}

function redrawParts(old, is) {
  const known = new Map([...old.children].map((child) => [child.dataset.ecsPart, child]));
  const wanted = new Set(is.map((child) => child.dataset?.ecsPart));
  for (const [part, child] of known) if (!wanted.has(part)) child.remove();
  let place = old.firstChild;
  for (const child of is) {
    const mine = known.get(child.dataset?.ecsPart);
    if (mine) redraw(mine, child);
    else if (child.dataset?.ecsNode !== undefined) flash(child, "ecs-new");
    if (mine && mine === place) place = place.nextSibling;
    else old.insertBefore(mine ?? child, place);
  }
}

function flash(node, name) {
  node.classList.remove(name);
  void node.getBoundingClientRect(); // lets the animation begin again
  node.classList.add(name);
  setTimeout(() => node.classList.remove(name), 1500);
}

/** Redraws the map in `node`; false where there is none on one of the two sides. */
function redrawMap(node, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const [old, made] = [node.firstElementChild, fresh.content.firstElementChild];
  if (!old?.querySelector("[data-ecs-map]") || !made?.querySelector("[data-ecs-map]")) return false;
  const had = old.querySelector("[data-ecs-map]").contains(document.activeElement);
  redraw(old, made);
  const nodes = [...old.querySelectorAll("[data-ecs-node]")];
  if (nodes.length && !nodes.some((one) => one.getAttribute("tabindex") === "0")) nodes[0].setAttribute("tabindex", "0");
  if (had && document.activeElement === document.body) nodes.find((one) => one.getAttribute("tabindex") === "0")?.focus();
  return true;
}

/** The facts of what is pointed at, has the focus or was kept; and the lines that meet there. */
function watchMap(root) {
  const here = (event) => event.target.closest?.("[data-ecs-node]");
  const kept = () => root.querySelector('[data-ecs-node][aria-pressed="true"]');
  let about = null;
  let hint = "";

  function tell(node) {
    const place = root.querySelector("[data-ecs-shown]");
    if (!place) return;
    hint ||= place.innerHTML;
    const id = node?.dataset.ecsNode;
    const facts = id === undefined ? null : root.querySelector(`[data-ecs-facts="${CSS.escape(id)}"]`);
    const html = facts ? facts.innerHTML : hint;
    if (place.told !== html) place.innerHTML = place.told = html;
    about = node ?? null;
    const lit = new Set(id === undefined ? [] : [id]);
    for (const wire of root.querySelectorAll("[data-ecs-from]")) {
      const ends = [wire.dataset.ecsFrom, wire.dataset.ecsTo];
      const meets = id !== undefined && ends.includes(id);
      wire.classList.toggle("ecs-lit", meets);
      if (meets) ends.forEach((end) => lit.add(end));
    }
    for (const one of root.querySelectorAll("[data-ecs-node]")) one.classList.toggle("ecs-lit", lit.has(one.dataset.ecsNode));
  }
  const focused = () => root.contains(document.activeElement) && document.activeElement.closest("[data-ecs-node]");
  const rest = () => tell(kept() ?? (focused() || null));

  function keep(node) {
    const pressed = node.getAttribute("aria-pressed") === "true";
    kept()?.setAttribute("aria-pressed", "false");
    node.setAttribute("aria-pressed", String(!pressed));
    tell(node);
  }

  function go(node) {
    root.querySelector('[data-ecs-node][tabindex="0"]')?.setAttribute("tabindex", "-1");
    node.setAttribute("tabindex", "0");
    node.focus();
  }

  function step(from, [right, down]) {
    const middle = (node) => {
      const box = node.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = middle(from);
    let best = null;
    let least = Infinity;
    for (const node of root.querySelectorAll("[data-ecs-node]")) {
      const [u, v] = middle(node);
      const ahead = (u - x) * right + (v - y) * down;
      const aside = Math.abs((u - x) * down) + Math.abs((v - y) * right);
      if (node !== from && ahead > 2 && ahead + 2 * aside < least) [best, least] = [node, ahead + 2 * aside];
    }
    return best;
  }

  root.addEventListener("pointerover", (event) => (here(event) ? tell(here(event)) : about !== kept() && rest()));
  root.addEventListener("pointerleave", rest);
  root.addEventListener("focusin", (event) => {
    if (!here(event)) return;
    root.querySelector('[data-ecs-node][tabindex="0"]')?.setAttribute("tabindex", "-1");
    here(event).setAttribute("tabindex", "0");
    tell(here(event));
  });
  root.addEventListener("click", (event) => {
    if (here(event)) keep(here(event));
    else if (event.target.closest("[data-ecs-fill]")) document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen();
  });
  root.addEventListener("keydown", (event) => {
    const node = here(event);
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...root.querySelectorAll("[data-ecs-node]")];
    const next = ARROWS[event.key] ? step(node, ARROWS[event.key]) : { Home: all[0], End: all.at(-1) }[event.key];
    if (next) go(next);
    else if (event.key === "Enter" || event.key === " ") keep(node);
    else if (event.key === "Escape" && kept()) keep(kept());
    else if (!ARROWS[event.key]) return;
    event.preventDefault();
  });
  return () => tell(about?.isConnected ? about : (kept() ?? null));
}

/** Tells the kernel that somebody looks, as long as somebody does something on the page, and when the output goes away. */
function presence(root, model) {
  if (!root.querySelector(".ecs-map")) return () => {};
  const view = crypto.getRandomValues(new Uint32Array(2)).join("-");
  let active = true;
  const stirs = () => {
    active = true;
  };
  const tell = () => {
    if (active && !document.hidden) model.send({ do: "here", what: view });
    active = false;
  };
  const clock = setInterval(tell, HERE_MS);
  const signs = ["pointermove", "keydown", "visibilitychange"];
  for (const sign of signs) document.addEventListener(sign, stirs, { passive: true });
  tell();
  return () => {
    clearInterval(clock);
    for (const sign of signs) document.removeEventListener(sign, stirs);
    model.send({ do: "gone", what: view });
  };
}

// ---------------------------------------------------------------------------------------------------------------------

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
  const told = watchMap(root);

  const awake = () => whole?.comm_live !== false;
  const say = (sentence) => {
    said.textContent = sentence;
  };

  function draw(node, html) {
    if (node.drawn === html) return;
    if (redrawMap(node, html)) {
      node.drawn = html;
      return;
    }
    const focused = node.contains(document.activeElement) ? document.activeElement : null;
    const page = () => node.querySelector("[data-ecs-page]")?.dataset.ecsPage;
    const before = page();
    let key = focused?.closest("[data-ecs-key]")?.dataset.ecsKey;
    node.innerHTML = html;
    node.drawn = html;
    if (before !== page()) key = undefined; // another question may have controls of the same names
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
    told();
    clearTimeout(waiting);
    waiting = 0;
    rouse();
    trained.drawn();
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
  const trained = trainer(root, { say, ask, awake, send: (what) => model.send(what) });
  model.on("change:turn", news);
  model.on("change:doing", underWay);
  whole?.on("comm_live_update", rouse);
  show();
  const leave = presence(root, model);
  return () => {
    leave();
    trained.leave();
    clearTimeout(waiting);
    model.off("change:turn", news);
    model.off("change:doing", underWay);
    whole?.off("comm_live_update", rouse);
  };
}

export default { initialize, render };
