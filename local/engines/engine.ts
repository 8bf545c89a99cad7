/** A running engine on 127.0.0.1. It stops with this process, however that ends; its data stays. */
export interface Engine {
  url: string;
  stop(): Promise<void>;
}
