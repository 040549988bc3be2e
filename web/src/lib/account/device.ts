import { m } from '#lib/paraglide/messages.js';

// Order matters: Edge and Opera also say Chrome, and Chrome also says Safari.
const browsers: [RegExp, string][] = [
  [/Edg/, 'Edge'],
  [/OPR|Opera/, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Chrome|CriOS|Chromium/, 'Chrome'],
  [/Safari/, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/CrOS/, 'Chromebook'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** «Chrome en Android», from what a browser says of itself. */
export function deviceName(userAgent: string | null) {
  const browser = browsers.find(([pattern]) => userAgent && pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => userAgent && pattern.test(userAgent))?.[1];
  if (browser && system) return m.account_session_on({ browser, system });
  return browser ?? system ?? m.account_session_unknown();
}
