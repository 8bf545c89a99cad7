/** GET /v1/websites/{token}: what the widget shows before there is a chat. */
import { NoBody, onHttp } from './http.ts';
import { admitPage } from './page.ts';
import { isRefused } from './stack.ts';
import { type ConfigurationStore, configurationStore, dynamo } from './wiring.ts';

interface Parts {
  configurations: ConfigurationStore;
}

export const createHandler = ({ configurations }: Parts) =>
  onHttp(NoBody, async ({ parameters, origin }) => {
    const page = await admitPage(configurations, parameters.token, origin);
    if (isRefused(page)) return page;
    const { website, queue } = page;
    return { name: website.name, colour: website.colour, culture: website.culture, email: queue.email };
  });

export const handler = createHandler({ configurations: configurationStore(dynamo()) });
