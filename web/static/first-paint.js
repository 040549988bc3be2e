// Before anything is drawn: the theme and language chosen on this device, and the typeface where it is already here, so
// that nothing flashes.
// A file of its own because the content policy allows no inline script. `session.svelte.ts` and
// `typeface.ts` write them.
{
  const root = document.documentElement;
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (localStorage.getItem('locale') === 'en') root.lang = 'en';
  if (localStorage.getItem('typeface')) root.dataset.typeface = '';
}
