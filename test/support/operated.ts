import { NAMESPACE } from '../../shared/contract/metrics.ts';
import type { Emission } from './emissions.ts';
import { appWith } from './synthesized.ts';

type Properties = Record<string, unknown>;
type Resource = { Type: string; Properties: Properties };
type Template = { Resources: Record<string, Resource>; Outputs: Record<string, unknown> };

const assembly = appWith().synth();
/** The template of a stack, by its name. */
export const templateOf = (name: string): Template => assembly.getStackByName(name).template;
const ops = Object.values(templateOf('LeaseholdOps').Resources);
/** The properties of all alarms, composite alarms or dashboards of the ops stack. */
export const ofType = (type: string): Properties[] =>
  ops.filter(({ Type }) => Type === `AWS::CloudWatch::${type}`).map(({ Properties }) => Properties);

type Dimension = { Name: string; Value: string };
type Stat = { Namespace?: string; MetricName?: string; Dimensions?: Dimension[] };

const ownOf = ({ Namespace, MetricName, Dimensions = [] }: Stat): Emission[] =>
  Namespace === NAMESPACE
    ? [
        {
          name: String(MetricName),
          dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
        },
      ]
    : [];

/** What an alarm watches of ours, whether alone or in a sum. */
const watchedBy = (alarm: Properties): Emission[] => {
  const sum = (alarm.Metrics ?? []) as { MetricStat?: { Metric: Stat } }[];
  return [alarm as Stat, ...sum.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])].flatMap(ownOf);
};

/** The name of an alarm without that of its stack. */
export const nameOf = ({ AlarmName }: Properties): string => String(AlarmName).replace('LeaseholdOps-', '');

/** Every alarm but the composite one, and what it watches of our own metrics. */
export const alarms = ofType('Alarm').map((alarm) => ({
  name: nameOf(alarm),
  watched: watchedBy(alarm),
  description: String(alarm.AlarmDescription),
}));
