//! What Fjällboden sells: a table.

/// A thing for sale.
#[derive(Debug, PartialEq, Eq)]
pub struct Product {
    /// Part of the address, of the cart cookie and of the picture's file name.
    pub slug: &'static str,
    /// Name, Swedish and English.
    pub name: (&'static str, &'static str),
    /// One sentence for the shelf.
    pub lead: (&'static str, &'static str),
    /// The longer text of its own page.
    pub text: (&'static str, &'static str),
    /// Price in whole kronor, VAT included.
    pub price_kr: u32,
}

/// Everything on the shelf, in the order shown.
pub static GOODS: [Product; 6] = [
    Product {
        slug: "kaffepanna",
        name: ("Kaffepanna Glöd", "Ember coffee kettle"),
        lead: (
            "Kokar på öppen eld, rymmer 1,2 liter.",
            "Boils over open fire, holds 1.2 litres.",
        ),
        text: (
            "Emaljerat stål, trähandtag som inte blir varmt och en pip som inte droppar. Tål diskmaskin, men trivs bäst med tall och björk under sig.",
            "Enamelled steel, a wooden handle that stays cool and a spout that does not drip. Dishwasher safe, but happiest above pine and birch.",
        ),
        price_kr: 549,
    },
    Product {
        slug: "filt",
        name: ("Yllefilt Hed", "Heath wool blanket"),
        lead: (
            "Vävd ull från gotlandsfår, 130 × 190 cm.",
            "Woven Gotland wool, 130 × 190 cm.",
        ),
        text: (
            "Värmer även när den är fuktig. Ullen är ofärgad, så mönstret är fårens eget: ljusgrått, mörkgrått och nästan svart.",
            "Warm even when damp. The wool is undyed, so the pattern is the sheep's own: light grey, dark grey and almost black.",
        ),
        price_kr: 1290,
    },
    Product {
        slug: "lykta",
        name: ("Stormlykta Fyr", "Beacon storm lantern"),
        lead: (
            "Fotogenlykta som står emot vind.",
            "A paraffin lantern that stands up to wind.",
        ),
        text: (
            "Brinner i tjugo timmar på en tank. Glaset lyfts med en hand och veken byts på en minut. Förzinkad, så att den klarar båthuset.",
            "Burns for twenty hours on one tank. The glass lifts with one hand and the wick changes in a minute. Galvanised for the boathouse.",
        ),
        price_kr: 379,
    },
    Product {
        slug: "kasa",
        name: ("Kåsa Masur", "Curly-birch cup"),
        lead: (
            "Täljd i masurbjörk, 1,5 dl.",
            "Carved from curly birch, 150 ml.",
        ),
        text: (
            "Varje kåsa är täljd för hand i Jokkmokk och oljad tre gånger. Skölj i bäcken, torka i solen, diska aldrig i maskin.",
            "Each cup is carved by hand in Jokkmokk and oiled three times. Rinse in the stream, dry in the sun, never machine-wash.",
        ),
        price_kr: 420,
    },
    Product {
        slug: "ryggsack",
        name: ("Ryggsäck Led 35", "Trail 35 backpack"),
        lead: (
            "Vaxad bomull och läder, 35 liter.",
            "Waxed cotton and leather, 35 litres.",
        ),
        text: (
            "Rymmer en helg. Bärsystem som går att korta för barn, två sidofickor för termos och karta, och remmar som går att laga med nål och tråd.",
            "Holds a weekend. The harness shortens for children, two side pockets take flask and map, and the straps can be mended with needle and thread.",
        ),
        price_kr: 1890,
    },
    Product {
        slug: "yxa",
        name: ("Vedyxa Timmer", "Timber splitting axe"),
        lead: (
            "Smidd i Bergslagen, skaft av ask.",
            "Forged in Bergslagen, ash handle.",
        ),
        text: (
            "Ett och ett halvt kilo, lagom för stugans vedbod. Eggen slipas med bryne och skaftet går att byta. Läderskydd följer med.",
            "One and a half kilos, right for the cabin's woodshed. The edge takes a whetstone and the handle can be replaced. Leather sheath included.",
        ),
        price_kr: 990,
    },
];

/// The product with this slug.
pub fn find(slug: &str) -> Option<&'static Product> {
    GOODS.iter().find(|product| product.slug == slug)
}
