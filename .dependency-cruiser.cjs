/** The layers of shared/ and the folders around it, each by the paths of its files. */
const LAYERS = {
  domain: '^shared/domain/',
  contract: '^shared/contract/',
  radius: '^shared/radius/',
  ports: '^shared/usecases/(ports|netbox|session-control)[.]ts$',
  usecases: '^shared/usecases/',
  adapters: '^shared/adapters/',
  http: '^shared/http/',
  wiring: '^shared/wiring[.]ts$',
  functions: '^functions/',
  infra: '^infra/',
};

/** What comes from outside. A type package stands for the package that it describes. */
const OUTSIDE = {
  sdk: '^node_modules/(@aws-sdk|@smithy)/',
  emf: '^node_modules/aws-embedded-metrics/',
  zod: '^node_modules/zod/',
  lambdaTypes: '^node_modules/@types/aws-lambda/',
  middy: '^node_modules/@middy/',
  cdk: '^node_modules/(aws-cdk-lib|constructs)/',
  esbuild: '^node_modules/esbuild/',
  crypto: '^(node:)?crypto$',
  node: '^(node:)?(async_hooks|crypto|dgram|events|fs|net|os|path|timers|url|util)(/promises)?$',
  openapi: '^docs/openapi[.]json$',
};

/** Who may import what. Nothing else may be imported: a layer has no other right. */
const MAY_IMPORT = {
  domain: [LAYERS.domain],
  contract: [LAYERS.domain, LAYERS.contract],
  radius: [LAYERS.domain, LAYERS.radius, OUTSIDE.crypto],
  usecases: [LAYERS.domain, LAYERS.usecases],
  adapters: [
    LAYERS.domain,
    LAYERS.contract,
    LAYERS.ports,
    LAYERS.adapters,
    LAYERS.radius,
    OUTSIDE.sdk,
    OUTSIDE.emf,
    OUTSIDE.zod,
    OUTSIDE.lambdaTypes,
    OUTSIDE.node,
  ],
  http: [
    LAYERS.domain,
    LAYERS.contract,
    LAYERS.http,
    OUTSIDE.middy,
    OUTSIDE.zod,
    OUTSIDE.lambdaTypes,
    OUTSIDE.crypto,
  ],
  wiring: [LAYERS.domain, LAYERS.contract, LAYERS.ports, LAYERS.adapters, OUTSIDE.sdk, OUTSIDE.node],
  functions: [LAYERS.domain, LAYERS.contract, LAYERS.usecases, LAYERS.http, LAYERS.wiring, OUTSIDE.openapi],
  infra: [LAYERS.domain, LAYERS.contract, LAYERS.infra, OUTSIDE.cdk, OUTSIDE.esbuild, OUTSIDE.node],
};

const layerRule = ([layer, allowed]) => ({
  name: `${layer}-imports-its-own-only`,
  comment: 'The table of who may import whom; a type import counts.',
  severity: 'error',
  from: { path: LAYERS[layer] },
  to: { pathNot: allowed },
});

module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(layerRule),
    {
      name: 'production-imports-no-test',
      comment: 'What is deployed or run locally knows nothing of its tests and benchmarks.',
      severity: 'error',
      from: { path: '^(local|tools)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'deployed-code-uses-dependencies',
      comment: 'A devDependency is not there when the code runs in Lambda. Its types may be.',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-orphan',
      comment: 'A module that imports nothing and that nothing imports is left over.',
      severity: 'error',
      from: { orphan: true, pathNot: '^(functions|tools)/|^infra/app[.]ts$|^local/(start|demo)[.]ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
