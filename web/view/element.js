// Elements without markup in strings: what the server says is text, never HTML.

/** element('p', { class: 'said', hidden: true }, 'text', child) */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && typeof value !== 'string') made[name] = value;
    else if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Writes only what is another text: a selection and a screen reader's place stay. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const by_id = (id) => document.getElementById(id);
