import { failed, type Failure, type Outcome } from '../api/failure';

/** What the user should know where another number of images came than was ordered. */
export function countHint(came: number, ordered: number): string | undefined {
	if (came === ordered) return undefined;
	const said = `The service sent ${imagesOf(came)} where ${ordered} ${ordered === 1 ? 'was' : 'were'} ordered.`;
	return came > ordered
		? `${said} All of them are in the output; the usage page of your XHuo account shows how many were billed.`
		: `${said} ${MISSING_ADVICE}`;
}

/** A failure for each image that was ordered and did not come. */
export function missingImages(
	came: number,
	ordered: number,
	references: Pick<Failure, 'taskId' | 'traceId'>,
): Array<Outcome<never>> {
	return Array.from({ length: Math.max(0, ordered - came) }, () =>
		failed({
			kind: 'uncertain',
			message: `An image is missing: the service sent ${imagesOf(came)} where ${ordered} were ordered`,
			advice: MISSING_ADVICE,
			...references,
		}),
	);
}

const MISSING_ADVICE =
	'The usage page of your XHuo account shows how many were billed. Nothing was asked for again: to have the rest made, run the node once more for that number.';

const imagesOf = (count: number): string => (count === 1 ? '1 image' : `${count} images`);
