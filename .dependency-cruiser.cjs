/** The architecture's layers: each folder may import only what its row lists. */
const ours = '^(bin|operate|core|protocol|adapters|functions|lib|widget|console|local|test|bench|examples)/';

const may = {
  core: ['core'],
  protocol: ['protocol', 'core'],
  adapters: ['adapters', 'core'],
  functions: ['functions', 'adapters', 'protocol', 'core'],
  lib: ['lib', 'functions/contract', 'core/configuration/format'],
  // Its commands find the tenant that runs locally.
  bin: ['bin', 'operate', 'lib', 'adapters', 'core', 'local/(laptop|build|built)'],
  operate: ['operate', 'lib', 'adapters', 'core', 'local/built'],
  widget: [
    'widget',
    'protocol',
    'core/(answers/(simple|kinds)|files/(kinds|terms)|forms/seen|ids|email|links|text|interaction/(facts|marks)|routing/rows|scenario/schema|transcript/)',
  ],
  console: [
    'console',
    'protocol',
    'core/(files/kinds|ids|email|links|text|interaction/(facts|marks)|routing/(strategies|place))',
  ],
  // Nothing from the domain: the local cloud could run any template with the same resource types.
  local: ['local', 'widget/build', 'console/build', 'functions/contract'],
  // What somebody outside could write.
  examples: ['examples'],
};

module.exports = {
  forbidden: [
    ...Object.entries(may).map(([folder, allowed]) => ({
      name: `${folder}-imports`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { path: ours, pathNot: `^(${allowed.join('|')})` },
    })),
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'The core knows a schema library and nothing else: no I/O, no AWS.',
      from: { path: '^core/' },
      to: { pathNot: '^core/|node_modules/zod' },
    },
    {
      name: 'aws-ends-in-adapters',
      severity: 'error',
      from: { path: '^(core|protocol|functions|widget|console)/' },
      to: { path: 'node_modules/@aws-sdk' },
    },
    {
      name: 'interactions-stand-on-the-rest',
      severity: 'error',
      comment: 'Routing, agents and calendars are needed by interactions, and need none.',
      from: { path: '^core/(agent|answers|calendar|configuration|forms|routing|scenario)/' },
      to: { path: '^core/interaction/' },
    },
    {
      name: 'no-folder-circles',
      severity: 'error',
      comment:
        'A room that another needs does not need that one. In the console what both use stands in live/ or look/; in the core the configuration stands on routing, and agents and interactions on both.',
      scope: 'folder',
      from: { path: '^(console|core)/' },
      to: { circular: true, path: '^(console|core)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Of what runs: a part of the widget and what it draws with may name each other’s types.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|\\.foyer|cdk\\.out)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
