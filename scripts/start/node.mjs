/** Ends the process with one sentence when Node is older than what the bootstraps are written for. */
export function requireNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return;
  console.error('Video Club necesita Node 20 o posterior; este es ' + process.version + '.');
  console.error('Video Club needs Node 20 or later; this is ' + process.version + '.');
  process.exit(1);
}
