import type { Locator, Page } from 'playwright-core';

/** Finds by the marks that n8n's editor carries for its own tests. */
export function byTestId(within: Page | Locator, id: string): Locator {
	return within.locator(`[data-test-id="${id}"]`);
}
