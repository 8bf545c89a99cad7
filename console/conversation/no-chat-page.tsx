import { useSession } from '../live/use-live.tsx';
import { Empty } from '../look/empty.tsx';
import { useTexts } from '../texts/texts.tsx';

export function NoChatPage() {
  const { chat, inbox } = useTexts();
  const { agent } = useSession();
  return <Empty title={chat.none} hint={agent ? chat.noneHint : inbox.emptyAtBoard} />;
}
