import { doubtAbout } from '../../../nodes/XhuoImage/delivery/callbackAddress';

describe('an address for callbacks', () => {
	it.each([
		['http://localhost:5678/webhook-waiting/7', 'points to localhost, which'],
		['https://10.0.0.7/webhook-waiting/7', 'points to 10.0.0.7, which'],
		['http://n8n:5678/webhook-waiting/7', 'points to n8n, which'],
		['https://n8n.example.com:5678/webhook-waiting/7', 'points to port 5678 of n8n.example.com'],
		['http://n8n.example.com:5678/webhook-waiting/7', 'points to port 5678 of n8n.example.com'],
		['http://n8n.example.com/webhook-waiting/7', 'starts with http:// and not https://'],
	])('%s is doubtful: it %s', (address, doubt) => {
		expect(doubtAbout(new URL(address))).toContain(doubt);
	});

	it.each(['https://n8n.example.com/webhook/7', 'https://n8n.example.com:8443/webhook/7'])(
		'%s may well be right',
		(address) => {
			expect(doubtAbout(new URL(address))).toBeUndefined();
		},
	);
});
