/** GET /v1/websites/{token}: what the widget shows before there is a chat. */
import * as z from 'zod/mini';
import { networkOf } from '../adapters/addresses.ts';
import { formOf, leftFormOf } from '../core/configuration/form-of.ts';
import { leftKinds } from '../core/configuration/left-kinds.ts';
import { opensAt } from '../core/configuration/opening.ts';
import type { Configuration, Queue } from '../core/configuration/schema.ts';
import { slotsOf } from '../core/configuration/slots.ts';
import { fileTermsOf, takenFrom } from '../core/files/terms.ts';
import { seenForm } from '../core/forms/seen.ts';
import { filled, textIn } from '../core/messages.ts';
import type { Signal } from '../core/routing/rows.ts';
import { Culture, Tags, TrackingId } from '../core/words.ts';
import type { WebsiteAnswer } from '../protocol/visitor.ts';
import type { Routing } from './desk/routing.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { admitPage } from './visitor/page.ts';
import { type ConfigurationStore, configurationStore, dynamo, environment, routing } from './wiring.ts';

interface Parts {
  configurations: ConfigurationStore;
  routing: Pick<Routing, 'screen'>;
  edgeKey: string;
  now: () => number;
}

/** What the page says about its visitor; invalid parts are ignored. */
const Asked = z.object({
  culture: z.catch(z.optional(Culture), undefined),
  tags: z.catch(Tags, []),
  trackingId: z.catch(z.optional(TrackingId), undefined),
});

export const createHandler = ({ configurations, routing, edgeKey, now }: Parts) => {
  return onHttp<undefined, WebsiteAnswer>(
    NoBody,
    async ({ parameters, query, address, ...from }) => {
      const page = await admitPage(configurations, parameters.token, from);
      if (isRefused(page)) return page;
      const { website, queue, published } = page;
      const {
        culture = website.culture,
        tags,
        trackingId,
      } = Asked.parse({
        culture: query.get('culture') ?? undefined,
        tags: query.getAll('tag'),
        trackingId: query.get('tracking') ?? undefined,
      });
      const visit = {
        gatewayId: website.id,
        queueId: queue.id,
        culture,
        tags,
        trackingId,
        network: networkOf(address),
      };
      const { signal, receipt } = await routing.screen(published, visit);
      const opens = signal === 'closed' ? opensAt(published.configuration, receipt.facts, now()) : undefined;
      const says = saysInstead(published.configuration, queue, signal, culture);
      const { name, colour } = website;
      const { configuration } = published;
      const asked = query.get('kind');
      const kind = leftKinds.find((each) => each === asked);
      const instead = kind ?? (signal === 'free' ? undefined : 'offline');
      const form = instead ? leftFormOf(configuration, website, instead) : formOf(configuration, website, queue);
      if (!form || (asked !== null && !kind)) return { refused: 'app_unknown' };
      const files = takenFrom(website.files && fileTermsOf(website.files));
      return {
        // What goes to a queue can be left at any time.
        ...{ name, colour, culture: website.culture, signal: kind && kind !== 'offline' ? 'free' : signal },
        // The widget's own texts are in English where there are none in the visitor's language.
        form: seenForm(form, culture, form.isStandard ? 'en' : configuration.culture),
        ...(kind === 'callback' ? { slots: slotsOf(configuration, website, queue, now()) } : {}),
        ...(opens === undefined ? {} : { opensAt: opens }),
        ...(says === undefined ? {} : { says }),
        ...(files ? { files } : {}),
        ...(website.transcript && { transcript: true }),
      };
    },
    { edgeKey },
  );
};

const instead = { busy: 'notAvailable', closed: 'outOfTime' } as const;

/** C6: what the tenant says instead of a chat. */
function saysInstead(
  { culture: own }: Configuration,
  { name: queue, messages }: Queue,
  signal: Signal,
  culture: string,
): string | undefined {
  if (signal !== 'busy' && signal !== 'closed') return undefined;
  const text = textIn(messages[instead[signal]], culture, own);
  return text === undefined ? undefined : filled(text, { queue });
}

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  routing: routing(client),
  edgeKey: environment('FOYER_EDGE_KEY'),
  now: Date.now,
});
