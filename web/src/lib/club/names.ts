/** «Ana R.»: how people are named where many names stand together. */
export function shortName(name: string) {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  const family = rest.find((part) => /^\p{Lu}/u.test(part));
  return family ? `${first} ${family[0]}.` : first;
}
