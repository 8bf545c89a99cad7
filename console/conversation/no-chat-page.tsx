import { Empty } from '../look/empty.tsx';
import { useTexts } from '../texts/texts.tsx';

export function NoChatPage() {
  const { chat } = useTexts();
  return <Empty title={chat.none} hint={chat.noneHint} />;
}
