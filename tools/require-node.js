// Plain JavaScript, because an old Node cannot read the TypeScript that it guards.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Leasehold needs Node 24 or newer; this is ${process.versions.node}. On linux "npm ci" brings Node 24 along; elsewhere run "nvm use" (the version is in .nvmrc).`,
  );
  process.exit(1);
}
