import { nameOfFault } from '../faults/catalogue';
import type { Drawn } from '../faults/queue';
import type { ImageFault } from '../faults/kinds';
import { ImageFaultSchema } from '../faults/kinds';
import type { Exchange } from '../http/exchange';
import type { World } from '../world';
import { mimeTypeOf, oddFile } from './odd';
import type { ServedImage } from './served';

const XML = { 'content-type': 'application/xml' };
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const REFUSED =
	'<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code>' +
	'<Message>Signature did not match, or the link has expired.</Message></Error>';
const PAGE = '<!doctype html><title>Sign in</title><p>Please sign in to this network.</p>';
const CHUNK_BYTES = 64 * 1024;

/** Whether a path belongs to the image host. */
export const isImagePath = (path: string) => /^\/(cdn|private\/images)\//.test(path);

/** Serves an image, or what a fault makes of it. GET and HEAD. */
export async function serveImage(exchange: Exchange, world: World): Promise<void> {
	const { url } = exchange;
	const image = world.images.find(url.pathname);
	const drawn = drawFor(exchange, world, image);
	exchange.record.taskId = image?.taskId ?? null;
	exchange.record.fault = drawn.main?.kind ?? null;
	exchange.record.faultName = nameOfFault(drawn.main);
	await exchange.wait(world.imageLatencyMs + drawn.latencyMs);
	if (!image) {
		exchange.send(404, 'Not Found', { 'content-type': 'text/plain' });
		return;
	}
	if (image.isSigned && !world.signer.accepts(image.path, url.searchParams, world.clock.now())) {
		exchange.send(403, REFUSED, XML);
		return;
	}
	const fault = ImageFaultSchema.safeParse(drawn.main);
	if (fault.success) await misserve(exchange, image, fault.data, world);
	else exchange.send(200, image.file, { 'content-type': image.mimeType });
}

function drawFor(exchange: Exchange, world: World, image: ServedImage | undefined): Drawn {
	return world.faults.draw({
		endpoint: 'images',
		path: exchange.url.pathname,
		method: exchange.method,
		model: image?.model,
		prompt: image?.prompt,
		taskId: image?.taskId,
	});
}

async function misserve(
	exchange: Exchange,
	image: ServedImage,
	fault: ImageFault,
	world: World,
): Promise<void> {
	const type = { 'content-type': image.mimeType };
	switch (fault.kind) {
		case 'imageStatus':
			return exchange.send(fault.status, `Status ${fault.status}`, {
				'content-type': 'text/plain',
			});
		case 'imageExpired':
			return exchange.send(403, REFUSED, XML);
		case 'imageEmpty':
			return exchange.send(200, '', type);
		case 'imageFile':
			return exchange.send(200, await oddFile(fault.file, image.file), {
				'content-type': mimeTypeOf(fault.file),
			});
		case 'imageContentType':
			return exchange.send(
				200,
				image.file,
				fault.contentType === null ? {} : { 'content-type': fault.contentType },
			);
		case 'imageCut':
			return await exchange.sendCut(200, image.file, type, fault.how);
		case 'imageTruncated':
			return exchange.send(200, image.file.subarray(0, Math.floor(image.bytes / 2)), type);
		case 'imageHtml':
			return exchange.send(
				200,
				PAGE,
				fault.contentType ? { 'content-type': fault.contentType } : HTML,
			);
		case 'imageRedirect': {
			const { pathname, search } = exchange.url;
			const isSameImage = fault.to === undefined || fault.to === 'loop';
			// A loop is ordered again each time the client comes back for the same image.
			if (fault.to === 'loop') world.faults.order(fault, { match: { path: pathname } });
			const location = isSameImage ? `${pathname}${search}` : fault.to;
			return exchange.send(fault.status ?? 302, '', { location: location ?? pathname });
		}
		case 'imageDrip':
			return await exchange.sendPieces(200, drip(image.file, fault.bytesPerSecond, exchange), {
				...type,
				'content-length': String(image.bytes),
			});
		case 'imageOversized':
			return await exchange.sendPieces(200, filling(image.file, fault.bytes), {
				...type,
				...(fault.declared === false ? {} : { 'content-length': String(fault.bytes) }),
			});
		case 'imageReset':
			return exchange.reset();
		case 'imageHang':
			return await exchange.hang();
		case 'imageLatency':
			return exchange.send(200, image.file, type);
	}
}

/** The file in pieces, ten a second. */
async function* drip(file: Buffer, bytesPerSecond: number, exchange: Exchange) {
	const step = Math.max(1, Math.round(bytesPerSecond / 10));
	for (let from = 0; from < file.length; from += step) {
		yield file.subarray(from, from + step);
		await exchange.wait(100);
	}
}

/** The image first, so that its head looks right, then nothing but zeros. */
async function* filling(file: Buffer, bytes: number) {
	yield file.subarray(0, Math.min(bytes, file.length));
	const zeros = Buffer.alloc(CHUNK_BYTES);
	for (let left = bytes - file.length; left > 0; left -= CHUNK_BYTES) {
		yield zeros.subarray(0, Math.min(left, CHUNK_BYTES));
	}
}
