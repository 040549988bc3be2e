// Before anything is drawn: the theme and language chosen on this device, so that nothing flashes.
// A file of its own because the content policy allows no inline script. `session.svelte.ts` writes both.
{
  const root = document.documentElement;
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (localStorage.getItem('locale') === 'en') root.lang = 'en';
}
