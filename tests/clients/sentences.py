"""Prints two thousand sentences, the same on every run: many lengths, capitals, marks, scripts and names."""

SUBJECTS = ["The president of Peru", "Omar al-Hakim", "POLICE IN NAIROBI", "She", "Two ministers", "Côte d’Ivoire", "The U.N.",
            "Kim Yong-ho, a former spy,", "Nobody", "“The Northern Lakes Forum”", "São Tomé's parliament", "A 68-year-old man"]
VERBS = ["accused", "has not met", "will send troops to", "was arrested by", "asked", "is", "carried out talks with", "SHOT",
         "may or may not have warned", "gave back", "signed a deal worth $3.5bn with"]
OBJECTS = ["the Russian-led alliance", "Chile and Bolivia", "its own members", "Zoë Müller", "them", "the Ministry of Defence",
           "a crowd of 3,000 protesters", "Ελλάδα", "中国", "🙂", "the mayor's office", "Gen. Roe of NATO"]
TAILS = ["", " on Monday", ", who denied it", " after a court in Lima ruled that the vote was void", " - again", " (see page 7)",
         ", officials said", "; nobody was hurt, but the road stayed shut", " because \"we had to\", he said", " in 2019-20"]
ENDS = [".", "!", "?", "...", "", ".”"]

state = 1
for number in range(2000):
    parts = []
    for words in (SUBJECTS, VERBS, OBJECTS, TAILS, ENDS):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        parts.append(words[(state >> 33) % len(words)])
    clause = " ".join(parts[:3]) + parts[3]
    print(", ".join([clause] * (1 + number % 97 // 90 * 12)) + parts[4] + "\n")
