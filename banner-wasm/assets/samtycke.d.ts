/** What a site's own scripts may use of the gate: `window.samtycke` and the events on `document`. */

export type Category = "functional" | "preferences" | "statistics" | "advertising";

/** The state now: categories that the site does not ask about are left out. */
export interface ConsentState {
    /** Whether the visitor has made a choice that still counts. */
    chosen: boolean;
    functional: true;
    preferences?: boolean;
    statistics?: boolean;
    advertising?: boolean;
}

/** How many calls, elements and writes have been held back on this page so far. */
export interface BlockedCounts {
    preferences: number;
    statistics: number;
    advertising: number;
    /** Third parties that nobody has classified. */
    unknown: number;
}

/** A receipt that the collector has signed; kept in this browser. */
export interface StoredReceipt {
    receipt_id: string;
    /** The short code to quote when asking about it. */
    code: string;
    /** RFC 3339, UTC, the collector's clock. */
    time: string;
    /** The SD-JWT with the visitor's disclosures. */
    receipt: string;
    salt: string;
    /** Place in the collector's log: `/log/proof/{leaf_index}` proves it. Missing in receipts of earlier versions. */
    leaf_index?: number;
    /** Tells apart the people who use this browser; not their id. */
    who?: number;
}

export interface SamtyckeEvents {
    /** The page is what it will be; given at once to who asks later. */
    ready: ConsentState;
    change: ConsentState;
    blocked: BlockedCounts;
    receipt: Pick<StoredReceipt, "receipt_id" | "code" | "time">;
}

export interface Samtycke {
    get(): ConsentState;
    /** Whether an expression of categories, purposes and `all` is met: `statistics & advertising`, `chat | maps`. */
    has(expression: string): boolean;
    /** Opens the settings. */
    open(): void;
    /** The four that choose answer `false` outside a click or key press of the visitor. */
    accept(): boolean;
    reject(): boolean;
    /** By category or purpose; what is left out is refused. */
    save(choice: Record<string, boolean>): boolean;
    withdraw(): boolean;
    /** Says who is signed in: a JWT that the site's server has signed, at most five minutes old. */
    identify(assertion: string): void;
    receipts(): StoredReceipt[];
    /** Listens; the answer stops it. */
    on<Name extends keyof SamtyckeEvents>(name: Name, listener: (detail: SamtyckeEvents[Name]) => void): () => void;
}

declare global {
    interface Window {
        readonly samtycke?: Samtycke;
    }
    interface DocumentEventMap {
        "samtycke:ready": CustomEvent<ConsentState>;
        "samtycke:change": CustomEvent<ConsentState>;
        "samtycke:blocked": CustomEvent<BlockedCounts>;
        "samtycke:receipt": CustomEvent<SamtyckeEvents["receipt"]>;
    }
}
