/**
 * How the SDK speaks HTTP: by default it waits for ever, and a connection that hangs would take its function with it.
 * A request that is not answered in time throws TimeoutError; whether it was carried out is then unknown.
 */
export const awsHttp = (requestTimeout = 5_000) => ({
  connectionTimeout: 1_000,
  requestTimeout,
  throwOnRequestTimeout: true,
});
