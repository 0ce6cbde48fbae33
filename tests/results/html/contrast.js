// Every visible text whose contrast with what is behind it is below WCAG AA.
const channel = (value) => {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};
const parse = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
const light = ([red, green, blue]) =>
  0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
const behind = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const [red, green, blue, alpha = 1] = parse(getComputedStyle(each).backgroundColor);
    if (alpha > 0) return [red, green, blue];
  }
  return [255, 255, 255];
};
const low = [];
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!own || !element.checkVisibility() || ["SCRIPT", "OPTION"].includes(element.tagName)) continue;
  const style = getComputedStyle(element);
  const colour = element.tagName === "text" ? style.fill : style.color;
  const pair = [light(parse(colour)), light(behind(element))].sort((one, two) => two - one);
  const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
  const large = parseFloat(style.fontSize) >= 24;
  if (contrast < (large ? 3 : 4.5)) low.push(`${element.tagName}.${element.className} ${contrast}`);
}
return low;
