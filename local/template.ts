/** Any JSON object. */
export type Json = Record<string, unknown>;

/** A synthesized CloudFormation template, as far as it is read here. */
export type Template = {
  Resources?: Record<string, Json>;
  Outputs?: Record<string, Json>;
  Parameters?: Record<string, Json>;
};

/** One resource of a template; its properties and metadata as written, with their functions in place. */
export type Resource = { stack: string; logicalId: string; type: string; properties: Json; metadata: Json };

/** What a resource answers locally: `ref` to Ref, `attribute` to Fn::GetAtt (undefined where it has no such). */
export type Identity = { ref: string; attribute: (name: string) => string | undefined };

/** Decides the identity of a resource; `resolve` resolves a value of that resource's own template. */
export type Identify = (resource: Resource, resolve: (value: unknown) => unknown) => Identity;

/** The resources of all stacks, and their properties with every function resolved to a local value. */
export type TemplateResolver = {
  resources: readonly Resource[];
  identity(resource: Resource): Identity;
  properties(resource: Resource): Json;
};

/** What the AWS:: pseudo parameters stand for on one machine. */
export const LOCAL_ACCOUNT = { region: 'us-east-1', accountId: '000000000000' };

const PSEUDO: Record<string, string> = {
  'AWS::Region': LOCAL_ACCOUNT.region,
  'AWS::AccountId': LOCAL_ACCOUNT.accountId,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Says that the resolver was asked for something that it does not know. */
const refuse = (stack: string, what: string): never => {
  throw new Error(
    `Template of ${stack}: ${what}. The local runtime resolves templates in local/template.ts.`,
  );
};

/**
 * Resolves Ref, Fn::GetAtt, Fn::Join, Fn::Sub, Fn::Select, Fn::Split, Fn::ImportValue and the AWS:: pseudo parameters
 * over several stacks at once. Throws on any other function, on what is not there, and on a reference that leads
 * to itself.
 */
export const templateResolver = (
  stacks: Readonly<Record<string, Template>>,
  identify: Identify,
): TemplateResolver => {
  const resources = Object.entries(stacks).flatMap(([stack, template]) => resourcesOf(stack, template));
  const byId = new Map(resources.map((resource) => [`${resource.stack}/${resource.logicalId}`, resource]));
  const identities = new Map<Resource, Identity>();
  const underWay = new Set<Resource>();

  const identity = (resource: Resource): Identity => {
    const known = identities.get(resource);
    if (known !== undefined) return known;
    if (underWay.has(resource)) return refuse(resource.stack, `${resource.logicalId} refers to itself`);
    underWay.add(resource);
    const made = identify(resource, (value) => resolveIn(resource.stack, value));
    underWay.delete(resource);
    identities.set(resource, made);
    return made;
  };

  const resolveIn = (stack: string, value: unknown): unknown => resolveValue(value, scopeOf(stack));

  const scopeOf = (stack: string): Scope => ({
    stack,
    ref: (name) => {
      const resource = byId.get(`${stack}/${name}`);
      if (resource !== undefined) return identity(resource).ref;
      const parameter = stacks[stack]?.Parameters?.[name];
      return parameter?.Default ?? pseudoParameter(stack, name);
    },
    attribute: (name, attribute) => {
      const resource = byId.get(`${stack}/${name}`) ?? refuse(stack, `there is no resource ${name}`);
      const value = identity(resource).attribute(attribute);
      return value ?? refuse(stack, `${resource.type} ${name} has no attribute ${attribute}`);
    },
    imported: (name) => {
      for (const [exporter, { Outputs = {} }] of Object.entries(stacks)) {
        const output = Object.values(Outputs).find(
          ({ Export }) => (Export as Json | undefined)?.Name === name,
        );
        if (output !== undefined) return resolveIn(exporter, output.Value);
      }
      return refuse(stack, `no stack exports ${name}`);
    },
  });

  return {
    resources,
    identity,
    properties: (resource) => resolveIn(resource.stack, resource.properties) as Json,
  };
};

const resourcesOf = (stack: string, template: Template): Resource[] =>
  Object.entries(template.Resources ?? {}).map(([logicalId, { Type, Properties, Metadata, Condition }]) => {
    if (Condition !== undefined) refuse(stack, `${logicalId} has a condition`);
    return {
      stack,
      logicalId,
      type: String(Type),
      properties: (Properties ?? {}) as Json,
      metadata: (Metadata ?? {}) as Json,
    };
  });

const pseudoParameter = (stack: string, name: string): unknown => {
  if (name === 'AWS::StackName') return stack;
  if (name === 'AWS::NoValue') return undefined;
  return PSEUDO[name] ?? refuse(stack, `nothing is called ${name}`);
};

type Scope = {
  stack: string;
  ref: (name: string) => unknown;
  attribute: (name: string, attribute: string) => unknown;
  imported: (name: string) => unknown;
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const resolveValue = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) {
    return value.map((item) => resolveValue(item, scope)).filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  const [[name, operand] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    const call = FUNCTIONS[name] ?? refuse(scope.stack, `the function ${name} is not known`);
    return call(operand, scope);
  }
  const fields = Object.entries(value).map(([key, field]) => [key, resolveValue(field, scope)] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
};

const list = (operand: unknown, scope: Scope): unknown[] => {
  const resolved = resolveValue(operand, scope);
  return Array.isArray(resolved)
    ? resolved
    : refuse(scope.stack, `expected a list: ${JSON.stringify(operand)}`);
};

const split = (operand: unknown): [string, string] => {
  const [name = '', ...attribute] = Array.isArray(operand) ? operand : String(operand).split('.');
  return [String(name), attribute.join('.')];
};

const FUNCTIONS: Record<string, (operand: unknown, scope: Scope) => unknown> = {
  Ref: (operand, scope) => scope.ref(String(operand)),
  'Fn::GetAtt': (operand, scope) => scope.attribute(...split(operand)),
  'Fn::Join': (operand, scope) => {
    const [separator, parts] = operand as [string, unknown];
    return list(parts, scope).join(separator);
  },
  'Fn::Select': (operand, scope) => {
    const [index, parts] = operand as [number, unknown];
    return list(parts, scope)[Number(index)] ?? refuse(scope.stack, `Fn::Select finds no item ${index}`);
  },
  'Fn::Split': (operand, scope) => {
    const [separator, text] = operand as [string, unknown];
    return String(resolveValue(text, scope)).split(separator);
  },
  'Fn::Sub': (operand, scope) => {
    const [text, names = {}] = (Array.isArray(operand) ? operand : [operand]) as [string, Json?];
    return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => substitute(name, names, scope));
  },
  'Fn::ImportValue': (operand, scope) => scope.imported(String(resolveValue(operand, scope))),
};

const substitute = (name: string, names: Json, scope: Scope): string => {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  if (name in names) return String(resolveValue(names[name], scope));
  return String(name.includes('.') ? scope.attribute(...split(name)) : scope.ref(name));
};
