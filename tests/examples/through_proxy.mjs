// Node.js below 24 leaves HTTPS_PROXY to libraries: this one lets fetch heed it.
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

setGlobalDispatcher(new EnvHttpProxyAgent());
