import { ADDRESS_VARIABLE } from '../../api/addressVariable';
import { isPublicHost } from '../../api/publicHosts';
import { doubtAbout } from '../callbackAddress';
import type { DeliveryTools } from '../tools';
import { warningOfWorkflowLimit } from '../workflowLimit';

/**
 * Warns of what may keep a suspended execution from waking in time: an address that is public by its
 * name but hardly the right one, and a time limit of the workflow that is shorter than the node's.
 */
export function warnOfDoubts(
	{ context, client, pauseLimitMs }: DeliveryTools,
	callbackUrl: URL,
): void {
	const isLocalService = !isPublicHost(new URL(client.origin).hostname);
	const doubt = isLocalService ? undefined : doubtAbout(callbackUrl);
	const warnings = [
		doubt &&
			`The address to which the service is to send the images ${doubt}. So the workflow may sleep until its limit. Set the ${ADDRESS_VARIABLE} to the public address of n8n, in queue mode of the workers, too.`,
		warningOfWorkflowLimit(context, pauseLimitMs),
	];
	for (const message of warnings) {
		if (message) context.addExecutionHints({ type: 'warning', location: 'outputPane', message });
	}
}
