/** Visitors and agents whom a test acts for: everything they send goes through the same functions as anyone's. */
import { AgentId, InteractionId } from '../../../core/ids.ts';
import type { Foyer } from '../foyer-in-memory.ts';

interface Frame {
  t: string;
  [field: string]: unknown;
}

export function handsOf(foyer: Foyer) {
  const chatOf = async (interactionId: string) =>
    (await foyer.stores.chats.load(InteractionId.parse(interactionId))).chat;
  const tabOf = (interactionId: string) => `tab-${interactionId}`;
  const deskOf = (agentId: string) => `desk-${agentId}`;

  async function asVisitor(interactionId: string, frame: Frame): Promise<void> {
    const { seq: after } = await chatOf(interactionId);
    const said = { id: foyer.newId(), after, ...frame };
    accepted(said, await foyer.visitor(interactionId, tabOf(interactionId), said));
  }

  async function asAgent(agentId: string, interactionId: string, frame: Frame) {
    const { seq: after } = await chatOf(interactionId);
    const said = { id: foyer.newId(), interactionId, after, ...frame };
    accepted(said, await foyer.agent(agentId, deskOf(agentId), said));
  }

  async function eventsOf(interactionId: string) {
    const commits = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 10_000);
    return commits.flatMap(({ events }) => events);
  }

  return {
    chatOf,
    /** What visitors left instead of a chat, and chats that nobody took. */
    inbox: () => foyer.stores.inbox.list(100),
    /** A frame from any of an agent's windows. */
    agent: foyer.agent,
    /** A visitor arrives. `said`: what they answer, and what the page says about them. */
    async visit(website: string, name: string, said: Record<string, unknown> = {}): Promise<string> {
      const email = `${name.toLowerCase().replace(/\s/g, '.').slice(0, 60)}@correo.example`;
      const answers = { email, ...Object(said.answers) };
      const { interactionId } = await foyer.start(website, name, foyer.newId(), { ...said, answers });
      await asVisitor(interactionId, { t: 'resume', after: 0 });
      // So that whoever comes next is younger.
      foyer.advance(0.001);
      return interactionId;
    },
    /** Somebody leaves their number for the first time that is free, which is returned (A7). */
    async wantsCall(website: string, name: string, phone: string): Promise<number> {
      const origin = 'https://shop.example';
      const asked = await foyer.http('website', { parameters: { token: website }, origin, query: 'kind=callback' });
      const [at = 0] = asked.body.slots;
      const answers = { name, phone };
      const body = { website, id: foyer.newId(), culture: 'es-ES', kind: 'callback', at, answers };
      const { status, body: answer } = await foyer.http('leave', { origin, body });
      if (status !== 200) throw new Error(JSON.stringify(answer));
      return at;
    },
    visitorSays: (interactionId: string, text: string) => asVisitor(interactionId, { t: 'message', text }),
    visitorEnds: (interactionId: string) => asVisitor(interactionId, { t: 'end' }),
    visitorLeaves: (interactionId: string) => foyer.leave(interactionId, tabOf(interactionId)),
    signIn: (agentId: string) => foyer.signIn(agentId),
    pause: (agentId: string) =>
      foyer.agent(agentId, deskOf(agentId), { t: 'status', id: foyer.newId(), status: 'paused' }),
    /** Takes the chat from the list, or accepts the offer. */
    async agentAccepts(agentId: string, interactionId: string): Promise<void> {
      const chat = await chatOf(interactionId);
      const offerId = chat.stage && chat.offers[0]?.id;
      await asAgent(agentId, interactionId, offerId ? { t: 'accept', offerId } : { t: 'take' });
    },
    agentSays: (agentId: string, interactionId: string, text: string) =>
      asAgent(agentId, interactionId, { t: 'message', text }),
    agentEnds: (agentId: string, interactionId: string) => asAgent(agentId, interactionId, { t: 'end' }),
    /** What agents said in the chat. */
    saidByAgents: async (interactionId: string) =>
      (await eventsOf(interactionId)).flatMap((event) =>
        event.type === 'message' && event.from === 'agent' ? event.text : [],
      ),
    notes: async (interactionId: string) =>
      (await eventsOf(interactionId)).flatMap((event) => ('note' in event && event.note ? event.note : [])),
    /** Open sockets of the chat's visitor. */
    socketsOf: async (interactionId: string): Promise<number> => {
      const chat = await chatOf(interactionId);
      return chat.stage ? chat.visitor.reach.ids.length : 0;
    },
    statusOf: async (agentId: string) => (await foyer.stores.agents.get(AgentId.parse(agentId)))?.status,
  };
}

function accepted(said: object, answer: { t?: string } | undefined): void {
  if (answer?.t === 'refused') throw new Error(`${JSON.stringify(said)} was refused: ${JSON.stringify(answer)}`);
}
