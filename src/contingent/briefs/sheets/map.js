// The map page: draws the chart of the page's data and moves it, the tables and what is read out with the slider.
const page = JSON.parse(document.getElementById("page-data").textContent);
const slider = document.getElementById("month");
const words = document.getElementById("month-words");
const stops = page.months.length - 1;

function cell(row, tag, text, numeric) {
  const made = document.createElement(tag);
  if (tag === "th") made.scope = "row";
  if (numeric) made.className = "numeric";
  made.textContent = text;
  row.append(made);
  return made;
}

function shown(number) {
  return number === null ? "no number" : number.toLocaleString("en-GB");
}

function cite(row, source, lines) {
  const made = cell(row, "td", "");
  const link = document.createElement("a");
  link.className = "cite source";
  link.href = `#src-${source}`;
  link.textContent = `Source ${source}` + (lines ? `, line${/[,–]/.test(lines) ? "s" : ""} ${lines}` : "");
  made.append(link);
}

function fill(id, caption, rows) {
  const table = document.getElementById(id);
  table.caption.textContent = caption;
  table.tBodies[0].replaceChildren(...rows);
}

function contributors(place) {
  const found = page.contributors
    .map((each) => ({ name: each.name, told: each.rows[place] }))
    .filter((each) => each.told)
    .sort((a, b) => (b.told[0] ?? -1) - (a.told[0] ?? -1) || (a.name < b.name ? -1 : 1));
  return found.map((each) => {
    const row = document.createElement("tr");
    cell(row, "th", each.name);
    const better = found.filter((other) => (other.told[0] ?? -1) > (each.told[0] ?? -1)).length;
    cell(row, "td", each.told[0] ? String(better + 1) : "–", true);
    cell(row, "td", shown(each.told[0]), true);
    cite(row, each.told[1], each.told[2]);
    return row;
  });
}

function operations(place) {
  const found = page.operations.filter((each) => each.rows[place]).sort((a, b) => b.rows[place][0] - a.rows[place][0]);
  return found.map((each) => {
    const row = document.createElement("tr");
    cell(row, "th", each.operation);
    cell(row, "td", each.town);
    cell(row, "td", shown(each.rows[place][0]), true);
    cite(row, each.rows[place][1], each.rows[place][2]);
    return row;
  });
}

function tell(place) {
  const month = page.months[place];
  words.textContent = month.words;
  slider.setAttribute("aria-valuetext", month.words);
  fill("contributors", `Contributors in ${month.name}`, contributors(place));
  fill("operations", `Operations in ${month.name}`, operations(place));
  document.body.dataset.month = month.id;
}

// The files of a published table are folded; a link to one of them, or an address that ends in it, opens its table.
function unfold(hash) {
  const entry = /^#src-[0-9]+$/.test(hash) ? document.getElementById(hash.slice(1)) : null;
  const table = entry?.closest("details");
  if (table) table.open = true;
  return table ? entry : null;
}

for (const table of document.querySelectorAll("details.published")) table.open = false;
document.addEventListener("click", (event) => unfold(event.target.closest?.("a.source")?.hash ?? ""));
window.addEventListener("hashchange", () => unfold(location.hash)?.scrollIntoView());
unfold(location.hash)?.scrollIntoView();

vegaEmbed("#live", page.spec, { actions: false, renderer: "svg", ast: true, tooltip: { theme: "custom" } }).then(({ view }) => {
  let wanted = Number(page.place);
  let busy = false;
  async function move() {
    if (busy) return;
    busy = true;
    let drawn = -1;
    while (drawn !== wanted) {
      drawn = wanted;
      await view.signal("place", drawn).runAsync();
      tell(drawn);
    }
    busy = false;
  }
  function go(place) {
    wanted = Math.max(0, Math.min(stops, place));
    slider.value = String(wanted);
    move();
  }
  slider.addEventListener("input", () => go(Number(slider.value)));
  for (const button of document.querySelectorAll("#controls button")) {
    button.addEventListener("click", () => go(wanted + Number(button.dataset.step)));
  }
  slider.value = String(wanted);
  document.getElementById("still").hidden = true;
  document.getElementById("live").hidden = false;
  document.getElementById("controls").hidden = false;
  tell(wanted);
});
