/**
 * What a deployed function has in place of `@aws-sdk/credential-provider-node` (infra/constructs/function-code.ts): Lambda
 * gives a function the credentials of its role in its environment. The other six places where the SDK would look (files,
 * SSO, processes, web identities, containers, instances) take clients of their own, and a tenth of the load of each function.
 * Answers a provider that throws CredentialsProviderError where the environment has none.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
