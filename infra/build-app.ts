import { App, type AppProps } from 'aws-cdk-lib';
import { readSettings } from './settings.ts';
import { CoreStack } from './stacks/core-stack.ts';
import { DataStack } from './stacks/data-stack.ts';

/**
 * The whole CDK app; its context decides the settings. Under the `cdk` command the context is there without props.
 * Throws where a setting is wrong.
 */
export const buildApp = (props: AppProps = {}): App => {
  const app = new App(props);
  const settings = readSettings((name) => app.node.tryGetContext(name));
  const data = new DataStack(app, 'LeaseholdData', { settings });
  new CoreStack(app, 'LeaseholdCore', { settings, table: data.table, bus: data.bus });
  return app;
};
