import type { N8nLog } from './log';
import type { Session } from '../api/session';

/** An n8n that runs, whoever started it: all that a test needs which neither restarts nor dissects it. */
export interface RunningN8n {
	/** Where editor, REST API and webhooks are. */
	readonly url: string;
	readonly log: N8nLog;
	/** The REST API, as the owner. */
	readonly api: Session;
}
