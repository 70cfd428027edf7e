/**
 * What a site's own scripts may use of the gate: `window.samtycke`, the events on `document`, and the attributes in its
 * markup. Copy this file into a TypeScript project, and `import type {} from "./samtycke";` where it is used. A test holds
 * it to what the gate really has.
 */

export type Category = "functional" | "preferences" | "statistics" | "advertising";

/** The state now: categories that the site does not ask about are left out. */
export interface ConsentState {
    /** Whether the visitor has made a choice that still counts. */
    chosen: boolean;
    functional: true;
    preferences?: boolean;
    statistics?: boolean;
    advertising?: boolean;
    /** Ids of the services that the visitor has refused in a category that is granted. */
    refused: string[];
    /** Where the site file says `mode = "observe"`: nothing is held, nobody is asked, and each choice answers `false`. */
    observing?: true;
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

/** What `dataLayer` gets where the site's `signals` name `google`, behind each Consent Mode update. */
export interface SamtyckeEntry {
    event: "samtycke";
    samtycke: Record<Exclude<Category, "functional">, boolean>;
}

export interface Samtycke {
    get(): ConsentState;
    /** Whether an expression of categories, purposes and `all` is met: `statistics & advertising`, `chat | maps`. */
    has(expression: string): boolean;
    /** Opens the settings, or one of the panels: what was stopped on this page, and the receipts of this browser. */
    open(layer?: "settings" | "stopped" | "receipts"): void;
    /** The four that choose answer `false` outside a click or key press of the visitor. */
    accept(): boolean;
    reject(): boolean;
    /**
     * By category or purpose; what is left out is refused. What is granted is granted with all its services, but for those
     * whose id says `false`.
     */
    save(choice: Record<string, boolean>): boolean;
    withdraw(): boolean;
    /**
     * Says who is signed in: a JWT that the site's server has signed, at most five minutes old. `null` says that nobody
     * is any more, to be said once, after the sign-out: what follows is a new person's.
     */
    identify(assertion: string | null): void;
    /** Those of whoever is here now: they begin anew when another person signs in, or nobody is signed in any more. */
    receipts(): StoredReceipt[];
    /** Listens; the answer stops it. */
    on<Name extends keyof SamtyckeEvents>(name: Name, listener: (detail: SamtyckeEvents[Name]) => void): () => void;
}

/** What `data-consent-action` may say. A click on the element, by the visitor's own hand, then does it. */
export type ConsentAction = "settings" | "stopped" | "receipts" | "accept" | "reject" | "withdraw";

/** Attributes for what waits until it is granted, and for buttons. */
export interface ConsentAttributes {
    /** A category, a purpose, `unknown`, `all`, or an expression of them; with `type="text/plain"` or held addresses. */
    "data-consent"?: string;
    "data-consent-action"?: ConsentAction;
    /** Takes the place of `src` until it is granted. */
    "data-src"?: string;
    "data-srcset"?: string;
    "data-href"?: string;
    /** On an embed also the picture of its placeholder, if it is of the page's own origin. */
    "data-poster"?: string;
    "data-data"?: string;
    /** The `type` that a held script had, such as `module`. */
    "data-type"?: string;
}

declare global {
    interface Window {
        /** Missing when the script was refused or has not come: ask with `?.`. */
        readonly samtycke?: Samtycke;
    }
    interface DocumentEventMap {
        "samtycke:ready": CustomEvent<ConsentState>;
        "samtycke:change": CustomEvent<ConsentState>;
        "samtycke:blocked": CustomEvent<BlockedCounts>;
        "samtycke:receipt": CustomEvent<SamtyckeEvents["receipt"]>;
    }
    interface HTMLElementTagNameMap {
        /** The cookie table, where `declaration.<lang>.js` is loaded. */
        "samtycke-declaration": HTMLElement;
        /** Stands before a held embed. */
        "samtycke-placeholder": HTMLElement;
        /** What was stopped on this page, and the receipts: there while one of the two panels has been opened. */
        "samtycke-panel": HTMLElement;
    }
}
