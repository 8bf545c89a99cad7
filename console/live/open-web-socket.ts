import type { OpenSocket } from './connection.ts';

export const openWebSocket: OpenSocket = (address, events) => {
  const socket = new WebSocket(address);
  socket.onopen = events.opened;
  socket.onclose = events.closed;
  socket.onmessage = ({ data }) => events.text(String(data));
  return socket;
};
