/** The demo's contact centre with offers long enough that no test misses one, and a website for each way of routing. */
import { type ConfigurationInput, defineConfig } from '../../core/configuration/schema.ts';
import demo from '../../foyer.config.ts';

type Website = ConfigurationInput['websites'][number];
type Queue = ConfigurationInput['queues'][number];

/** By the queue that the website leads to. */
export const tokens = {
  signals: 'fw_signals0000',
  nights: 'fw_nights00000',
  repairs: 'fw_repairs0000',
  small: 'fw_small000000',
  fixed: 'fw_fixed000000',
  'all-at-once': 'fw_allatonce00',
  hasty: 'fw_hasty000000',
  reception: 'fw_reception00',
  mails: 'fw_mails000000',
  care: 'fw_care000000',
  wraps: 'fw_wraps00000',
  post: 'fw_post000000',
  watched: 'fw_watched0000',
  silent: 'fw_silent00000',
};

const websiteOf = (queue: keyof typeof tokens): Website => ({
  id: queue,
  name: 'Casa Alba',
  token: tokens[queue],
  domains: ['127.0.0.1'],
  queue,
  ...(queue === 'care' ? { files: {} } : {}),
  ...(queue === 'post' ? { apps: { form: { form: 'catalogue' }, message: {} } } : {}),
  ...(queue === 'nights' ? { offline: { form: 'left', mail: { to: 'help@shop.example', as: 'new' } } } : {}),
});

/** Tests share one Foyer: nobody has to finish a wrap-up. */
const queue = (id: string, name: string, agents: string[], settings: Partial<Queue> = {}): Queue => ({
  ...{ id, name, members: agents.map((agent) => ({ agent })), wrapUpS: 1 },
  ...settings,
});

/** Closed today and open tomorrow, whatever day it is. */
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const nights = {
  id: 'nights',
  zone: 'UTC',
  week: {},
  exceptions: [{ date: tomorrow, spans: [{ from: '15:00', to: '20:00' }] }],
};

/** The standard form, with files. */
const left: NonNullable<ConfigurationInput['forms']>[number] = {
  ...{ id: 'left', name: 'Left' },
  elements: [
    { kind: 'text', name: 'name', label: 'Name', required: true, to: { contact: 'name' } },
    { kind: 'email', name: 'email', label: 'Email', required: true, to: { contact: 'email' } },
    { kind: 'lines', name: 'message', label: 'Message', required: true, to: { message: true } },
    { kind: 'attachment', name: 'files', label: 'Pictures and bills', most: 3, maxMb: 2 },
  ],
};

export default defineConfig({
  ...demo,
  forms: [...(demo.forms ?? []), left],
  startsPerAddress: { most: 0, withinS: 600 },
  websites: [...demo.websites, ...(Object.keys(tokens) as (keyof typeof tokens)[]).map(websiteOf)],
  queues: [
    ...demo.queues.map((queue) => ({ ...queue, offerS: 60, wrapUpS: 1 })),
    queue('signals', 'Signals', []),
    queue('nights', 'Nights', [], { calendar: 'nights' }),
    queue('repairs', 'Repairs', ['ines', 'elena'], {
      strategy: 'longest-idle',
      offerS: 60,
      relax: [{ afterS: 6, drop: ['skill'] }],
    }),
    queue('small', 'Small', ['elena'], { maxChats: 1 }),
    queue('fixed', 'Fixed order', ['elena', 'tomas'], { strategy: 'linear', offerS: 60 }),
    queue('all-at-once', 'All at once', ['ines', 'tomas', 'elena'], { strategy: 'ring-all', offerS: 60 }),
    // Long enough to see the offer, short enough to see it run out.
    queue('hasty', 'Hasty', ['tomas', 'elena'], { strategy: 'longest-idle', offerS: 6 }),
    queue('care', 'Care', ['ines', 'tomas'], { strategy: 'longest-idle', offerS: 60 }),
    // For tests that finish it.
    queue('wraps', 'Wraps', ['ines'], {
      ...{ strategy: 'longest-idle', offerS: 60, wrapUpS: 600, dispositions: demo.queues[0]?.dispositions ?? [] },
      feedback: true,
    }),
    queue('post', 'Post', ['ines', 'tomas'], { strategy: 'longest-idle', offerS: 60 }),
    // Whoever loses the network for a while has left. A slow machine needs a moment to open a visitor's first socket.
    queue('silent', 'Silent', ['ines', 'tomas'], {
      ...{ strategy: 'longest-idle', offerS: 60, autoFinishS: 8 },
    }),
    // Everyone waits too long here.
    queue('watched', 'Watched', ['elena', 'ines'], {
      ...{ strategy: 'pick', serviceLevelS: 1, thresholds: { longestWaitS: 1 } },
    }),
    queue('mails', 'Mails', ['ines', 'tomas'], {
      ...{ strategy: 'longest-idle', offerS: 60, continuity: { afterS: 1 } },
    }),
    queue('reception', 'Reception', ['elena']),
    queue('returns', 'Returns', ['elena']),
  ],
  calendars: [nights],
  scenarios: [
    {
      id: 'first-questions',
      name: 'First questions',
      steps: [
        { id: 'hello', do: 'say', text: 'Hello. Two questions, and we know who can help.' },
        {
          id: 'topic',
          do: 'choose',
          text: 'What is it about?',
          variable: 'topic',
          options: [{ label: 'A return', value: 'return' }, { label: 'A delivery' }, { label: 'Something else' }],
        },
        { id: 'order', do: 'ask', text: 'Which order number?', variable: 'order', as: 'number' },
        { id: 'thanks', do: 'say', text: 'Thank you. Order {order}: one of us reads this now.' },
        { id: 'on', do: 'route' },
      ],
    },
  ],
  gatewayConditions: [
    { gateway: ['signals'], tags: { any: ['bot*'] }, signal: 'hidden', note: 'Robots' },
    { gateway: ['signals'], tags: { all: ['sale', 'rush'] }, signal: 'busy', note: 'The sale' },
    { gateway: ['nights'], calendar: { mode: 'out-of-hours' }, signal: 'closed' },
    { gateway: ['reception'], signal: 'free', scenario: 'first-questions' },
  ],
  queueConditions: [
    ...(demo.queueConditions ?? []),
    { gateway: ['repairs'], queue: 'repairs', skill: 'returns', proficiency: 30, note: 'Who knows returns' },
    {
      gateway: ['reception'],
      compare: [
        { variable: 'topic', is: '=', value: 'return' },
        { variable: 'order', is: '>=', value: 1000 },
      ],
      queue: 'returns',
      note: 'Returns of this year',
    },
  ],
});
