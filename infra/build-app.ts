import {
  App,
  type AppProps,
  Aspects,
  CliCredentialsStackSynthesizer,
  type IStackSynthesizer,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import { houseRules } from './aspects/house-rules.ts';
import { acknowledgeFindings } from './nag-reasons.ts';
import { readSettings, type Settings } from './settings.ts';
import { CoreStack } from './stacks/core-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { OpsStack } from './stacks/ops-stack.ts';

/** By default a stack is deployed with the roles that `cdk bootstrap` made. */
const deployedBy = ({ deployAs }: Settings): StackProps =>
  deployAs === 'CALLER' ? { synthesizer: new CliCredentialsStackSynthesizer() as IStackSynthesizer } : {};

/** The stacks of the app, with nothing said about the findings of cdk-nag. Throws where a setting is wrong. */
export const assembleApp = (props: AppProps = {}): { app: App; settings: Settings } => {
  const app = new App(props);
  const settings = readSettings((name) => app.node.tryGetContext(name));
  const data = new DataStack(app, 'LeaseholdData', { settings, ...deployedBy(settings) });
  const { table, bus, egress } = data;
  const core = new CoreStack(app, 'LeaseholdCore', { settings, table, bus, egress, ...deployedBy(settings) });
  if (settings.operations) {
    new OpsStack(app, 'LeaseholdOps', { settings, operated: core.operated, bus, ...deployedBy(settings) });
  }
  Tags.of(app).add('service', 'leasehold');
  Tags.of(app).add('environment', settings.environment);
  Aspects.of(app).add(houseRules({ isWatched: settings.operations }));
  return { app, settings };
};

/**
 * The whole CDK app; its context decides the settings. Under the `cdk` command the context is there without props.
 * Throws where a setting is wrong.
 */
export const buildApp = (props: AppProps = {}): App => {
  const { app, settings } = assembleApp(props);
  acknowledgeFindings(app, settings);
  return app;
};
