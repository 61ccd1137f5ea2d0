"""Every code of a problem: what it means, an example that has it, and the example mended.

Codes are stable. QB1 files, QB2 fields, QB3 ids, QB4 texts, QB5 claims and draws, QB6 completeness.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means. `wrong` and `right` are lines of a bank or of a shell."""

    title: str
    meaning: str
    wrong: str = ""
    right: str = ""


CODES: dict[str, Code] = {
    "QB101": Code(
        "not a regular file",
        "A bank is read as data from files in its folder. Links, pipes, devices and folders with"
        " a file's name are not opened: they could lead anywhere or block for ever.",
        "cnn.yaml -> ../elsewhere/cnn.yaml",
        "cnn.yaml",
    ),
    "QB102": Code(
        "the file cannot be read",
        "The system refused to open the file; its own words follow.",
        "-rw-------  root  cnn.yaml",
        "chmod a+r cnn.yaml",
    ),
    "QB103": Code(
        "the file is too large",
        "A file of a bank has at most 8 MB, so that no file can use up memory.",
        "everything.yaml   31 MB",
        "cnn.yaml   0.2 MB\nlosses.yaml   0.3 MB",
    ),
    "QB104": Code(
        "the file is not plain UTF-8",
        "A bank's files are UTF-8 without a byte order mark.",
        "cnn.yaml: UTF-16",
        "iconv -f UTF-16 -t UTF-8 cnn.yaml",
    ),
    "QB105": Code(
        "a control character",
        "Tabs, NUL and other control characters may not stand in the file. YAML indents with"
        " spaces; within a text in double quotes \\t is a tab.",
        "questions:\n\\t- id: conv",
        "questions:\n  - id: conv",
    ),
    "QB106": Code(
        "not YAML",
        "The file does not follow YAML's grammar from this place on. Most often a text holds"
        " a colon, a # or {{...}} without quotes, or a line is indented otherwise than the ones"
        " around it.",
        "prompt: {{H}} pixels: how many?",
        'prompt: "{{H}} pixels: how many?"',
    ),
    "QB107": Code(
        "nested too deeply",
        "Nothing in a bank needs more than 32 levels; reading more could end the process.",
        "a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]...",
        "a: [[1]]",
    ),
    "QB108": Code(
        "too many values",
        "A file has at most 200,000 values. Split it by topic.",
        "one file with 20,000 questions",
        "a file for each topic",
    ),
    "QB109": Code(
        "an anchor or an alias",
        "&name and *name let one value stand for another, which a few bytes can blow up to"
        " millions. Write the value out.",
        "tags: &t [cnn]\n...\ntags: *t",
        "tags: [cnn]\n...\ntags: [cnn]",
    ),
    "QB110": Code(
        "a tag or a directive",
        "!!python/object and its like ask the reader to build something. A bank is plain data.",
        'revision: !!int "2"',
        "revision: 2",
    ),
    "QB111": Code(
        "a merge key",
        "<< takes keys over from elsewhere. Write the keys out.",
        "- <<: *base\n  id: conv",
        "- id: conv\n  level: beginner",
    ),
    "QB112": Code(
        "a key stands there twice",
        "Of two equal keys one would be lost in silence.",
        "level: beginner\nlevel: advanced",
        "level: advanced",
    ),
    "QB113": Code(
        "a key that is no text",
        "A key is a list or a mapping. Nearly always a text began with {{ without quotes.",
        "prompt: {{H}} pixels",
        'prompt: "{{H}} pixels"',
    ),
    "QB114": Code(
        "not one document",
        "The file is empty, or holds a second document behind ---.",
        "format: 1\n---\nformat: 1",
        "format: 1",
    ),
    "QB115": Code(
        "not a bank",
        "A bank is a folder with a bank.yaml, which holds the id that progress hangs on.",
        "quizapp bank check cnn.yaml-folder-without-bank.yaml",
        "bank.yaml:\nformat: 1\nid: my-bank\ntitle: My bank",
    ),
    "QB116": Code(
        "a file that is not read",
        "Topic files end in .yaml; one that ends in .yml was probably meant to be one.",
        "cnn.yml",
        "cnn.yaml",
    ),
    "QB201": Code(
        "an unknown key",
        "Nothing reads this key, so that what it says would be lost.",
        "explenation: ...",
        "explanation: ...",
    ),
    "QB202": Code(
        "something is missing",
        "The question or file cannot do without it.",
        "- id: why-relu\n  kind: recall\n  prompt: Why ReLU?",
        "- id: why-relu\n  kind: recall\n  prompt: Why ReLU?\n  answer: Its slope does not shrink.",
    ),
    "QB203": Code(
        "a value of another type",
        "The value is a number where a text is wanted, or the like. Quotes make a text.",
        "title: 2024",
        'title: "2024"',
    ),
    "QB204": Code(
        "a value that cannot be",
        "The value is of the right type but not one of those allowed.",
        "level: easy",
        "level: beginner",
    ),
    "QB205": Code(
        "an unknown kind",
        "No kind of question has this name.",
        "kind: computed",
        "kind: compute",
    ),
    "QB207": Code(
        "an unknown family",
        "No family has this name. `quizapp engine list` shows all.",
        "family: conv.output_size",
        "family: conv2d.output_size",
    ),
    "QB208": Code(
        "an unknown parameter",
        "The family, or the question itself, has no parameter of this name.",
        "params: {H: 12, kernel: 3}",
        "params: {H: 12, K: 3}",
    ),
    "QB209": Code(
        "a parameter's value",
        "A parameter is missing, of another type, beyond its bounds, or makes the computation"
        " impossible together with the others.",
        "params: {H: 3, K: 5, P: 0}",
        "params: {H: 12, K: 5, P: 0}",
    ),
    "QB210": Code(
        "a range",
        "A range does not follow the grammar, or reaches beyond what the parameter may be.",
        "vary: {K: {int: [7, 1]}}",
        "vary: {K: {int: [1, 7]}}",
    ),
    "QB211": Code(
        "an answer block",
        "The block may only narrow what the family accepts: its type stays, and only the fields"
        " of that type may stand there.",
        "answer: {type: int, places: 2}",
        "answer: {type: int}",
    ),
    "QB212": Code(
        "an unknown slip",
        "The family has no slip of this id.",
        "slips: [no_paddding]",
        "slips: [no_padding]",
    ),
    "QB213": Code(
        "options",
        "A choice question needs options of which the right number is correct, each different"
        " from the others; options from slips need a family that has slips.",
        "options: [{text: yes}, {text: no}]",
        "options: [{text: yes, correct: true}, {text: no}]",
    ),
    "QB214": Code(
        "fields that do not go together",
        "Two fields contradict each other, such as a fixed answer and numbers that vary.",
        'expect: "10"\nvary: {H: {int: [8, 64]}}',
        "family: conv2d.output_size\nvary: {H: {int: [8, 64]}}",
    ),
    "QB215": Code(
        "a line that has no place",
        "A program to fill has one blank, four or more underscores; a program to mend has none."
        " Cases, further parameters for the program, go with these two only.",
        "ask: fill\ncode: y = x.view(6)",
        "ask: fill\ncode: y = x.____",
    ),
    "QB216": Code(
        "gaps, steps or pairs",
        "A cloze has at least one gap, {{c1::word}} to {{c9::word}}, and one name stands for one"
        " text; steps, and each side of pairs, differ from each other.",
        "text: ReLU passes positive values on.",
        "text: ReLU passes {{c1::positive}} values on.",
    ),
    "QB217": Code(
        "a function to write",
        "entry is the function's name, signature how it is called; starter and solution define it."
        " It is handed the family's parameters by name, or those in arguments, in that order.",
        "entry: size\nsignature: def output(H, K)",
        "entry: size\nsignature: size(H, K)\narguments: [H, K]",
    ),
    "QB218": Code(
        "parts",
        "Parts have names of their own, ask for values, and take answers of earlier parts only.",
        "parts: [{id: a, family: conv2d.output_size, params: {H: {answer: b}}}, ...]",
        "parts: [{id: a, ...}, {id: b, family: flatten.fc_in, params: {H: {answer: a}}}]",
    ),
    "QB301": Code(
        "not an id",
        "Ids, tags and topics are small letters a-z, digits and single hyphens. Letters of other"
        " alphabets that look the same are none.",
        "id: Conv_Size",
        "id: conv-size",
    ),
    "QB302": Code(
        "an id that is taken",
        "Two questions of a bank have one id; progress could not tell them apart.",
        "- id: conv-size\n...\n- id: conv-size",
        "- id: conv-size\n...\n- id: conv-size-padded",
    ),
    "QB303": Code(
        "an id that looks like another",
        "Two ids differ only in letters that look the same: l, i and 1, o and 0, rn and m.",
        "- id: top-1\n...\n- id: top-l",
        "- id: top-1\n...\n- id: top-layer",
    ),
    "QB304": Code(
        "a reference to nothing",
        "needs, contrast and followups name questions of the same bank.",
        "needs: [conv-windo]",
        "needs: [conv-window]",
    ),
    "QB305": Code(
        "an id that was used before",
        "An id is retired, or an earlier id of another question. Ids are never reused, because"
        " somebody's progress hangs on them.",
        "retired: [conv-size]\n...\n- id: conv-size",
        "- id: conv-size-padded",
    ),
    "QB306": Code(
        "a question that waits for itself",
        "A question names itself, or needs goes in a circle: none of them could come first.",
        "- id: a\n  needs: [b]\n- id: b\n  needs: [a]",
        "- id: a\n- id: b\n  needs: [a]",
    ),
    "QB307": Code(
        "a bank that is not used",
        "Two banks have one id. The first one named wins, a found folder before the bundled bank.",
        "--bank ./copy --bank ./original",
        "--bank ./copy",
    ),
    "QB308": Code(
        "a patch",
        "A patch names a question of a bank in use, stands in one's own bank `mine`, and changes"
        " neither id nor kind.",
        "- patch: relu-why",
        "- patch: dl-interview/relu-why\n  seconds: 120",
    ),
    "QB401": Code(
        "an unknown name in a text",
        "{{name}} stands for a parameter of the question.",
        "prompt: A {{h}}×{{h}} input\nparams: {H: 12}",
        "prompt: A {{H}}×{{H}} input\nparams: {H: 12}",
    ),
    "QB402": Code(
        "an unknown format in a text",
        "Behind the colon stands shape, matrix, list or fixed(d), and the value must have that"
        " form. There are no expressions.",
        "prompt: A kernel {{K:.2f}}",
        "prompt: A kernel {{K:fixed(2)}}",
    ),
    "QB403": Code(
        "the answer where it may not stand",
        "{{answer}} may stand in explanation, why and caveat, which are read after the answer.",
        "prompt: Why is it {{answer}}?",
        "explanation: It is {{answer}} because ...",
    ),
    "QB404": Code(
        "a macro that is not shown",
        "Maths is written in Unicode. A few LaTeX macros stand for one character each; those that"
        " need layout would change their meaning on one line.",
        "explanation: \\frac{a}{b}",
        "explanation: a / b",
    ),
    "QB405": Code(
        "an option by its letter",
        "Options are shuffled unless the question says `shuffle: false`, so that a letter in a text"
        " points at another option each time; and where they are not, at another one as soon as an"
        " option is added or moved.",
        "explanation: Option b is wrong because ...",
        "explanation: The sum is wrong because ...",
    ),
    "QB406": Code(
        "an invisible character",
        "A control, direction or zero-width character, or a flood of marks on one letter, stands in"
        " a text. It would not be shown, or would change what is shown around it.",
        'prompt: "a\\u202eb"',
        'prompt: "ab"',
    ),
    "QB407": Code(
        "a precision written by hand",
        "The sentence about decimals is made from the acceptance, so that the two cannot"
        " disagree. Delete it from the text.",
        "prompt: Give the loss to 3 decimals.",
        "prompt: What is the loss?\nanswer: {places: 3}",
    ),
    "QB408": Code(
        "a number that the prompt does not say",
        "The answer depends on a parameter that the prompt does not name: the learner is asked"
        " about other numbers than the answer is computed from.",
        "prompt: How wide is the output of a 3 wide kernel over 12?\nvary: {H: {int: [8, 64]}}",
        "prompt: How wide is the output of a 3 wide kernel over {{H}}?\nvary: {H: {int: [8, 64]}}",
    ),
    "QB409": Code(
        "two units",
        "The prompt asks for another unit than the one in which the answer is read.",
        "prompt: How many GB is that?\nanswer: {unit: GiB}",
        "prompt: How many GiB is that?\nanswer: {unit: GiB}",
    ),
    "QB410": Code(
        "a number in two units",
        "A number of the question has one unit in one text and another unit in the next.",
        "prompt: A step takes {{t}} ms. How long do ten take?\nhints: ['Ten times {{t}} seconds.']",
        "prompt: A step takes {{t}} ms. How long do ten take?\nhints: ['Ten times {{t}} ms.']",
    ),
    "QB411": Code(
        "a sign without words",
        "Line mode says the signs of maths in words. For this one there are none but Unicode's own"
        " name.",
        "prompt: What is 𝔅 ⨂ 𝔅?",
        "prompt: What is B ⊗ B?",
    ),
    "QB501": Code(
        "a claim that cannot be read",
        "`expect` is typed as a learner would type it, and the parser cannot read it.",
        'expect: "about a dozen"',
        'expect: "10"',
    ),
    "QB502": Code(
        "a claim that is wrong",
        "The claim is not what the engine computes for these parameters: one of them is wrong. Of a"
        " function to write the author's solution is the claim, on every case.",
        'params: {H: 12, K: 3, S: 1, P: 0}\nexpect: "12"',
        'params: {H: 12, K: 3, S: 1, P: 0}\nexpect: "10"',
    ),
    "QB503": Code(
        "a shown answer that is refused",
        "The answer that the app would show is not accepted when it is typed. Nobody could be"
        " right.",
        "answer: {places: 6}   # for a truth shown with fewer",
        "answer: {places: 3}",
    ),
    "QB504": Code(
        "a slip that is not recognised",
        "A live slip's own value is typed, and it is judged as something else.",
        "slips: [no_padding]   # judged right",
        "answer: {places: 3}   # narrow enough to tell them apart",
    ),
    "QB505": Code(
        "a known-wrong answer that is accepted",
        "An entry of `wrong` is judged right, or nearly right.",
        'wrong: [{answer: "10", why: ...}]\nexpect: "10"',
        'wrong: [{answer: "12", why: ...}]\nexpect: "10"',
    ),
    "QB506": Code(
        "nonsense that scores",
        "Something that nobody means as an answer is judged right or stops the grader.",
        "answer: {type: text, accept: ['()']}",
        "answer: {type: text, accept: ['empty tuple']}",
    ),
    "QB507": Code(
        "an answer that cannot be typed",
        "An accepted answer begins with / or is ?, which the answer line reads as a command or as"
        " 'I don't know'.",
        'expect: "/tmp"',
        'expect: "tmp"',
    ),
    "QB508": Code(
        "ranges that hardly ever give a question",
        "Fewer than one draw in twenty can be asked. The reasons are counted in the message.",
        "vary: {H: {int: [1, 8]}, K: {int: [8, 64]}}",
        "vary: {H: {int: [8, 64]}, K: {int: [1, 7]}}",
    ),
    "QB509": Code(
        "a slip that hardly ever shows",
        "In fewer than one draw in twenty is the slip's value told apart from the truth.",
        "vary: {P: {choice: [0]}}   # with the slip no_padding",
        "vary: {P: {int: [0, 3]}}",
    ),
    "QB510": Code(
        "a value that is never drawn",
        "A value of a range never stands in a draw that can be asked.",
        "vary: {K: {choice: [1, 3, 99]}}",
        "vary: {K: {choice: [1, 3]}}",
    ),
    "QB511": Code(
        "places where digits are wanted",
        "A truth is so small that so many decimals leave fewer than two significant digits.",
        "answer: {places: 3}   # truth 0.0012",
        "answer: {sig: 3}",
    ),
    "QB512": Code(
        "a question that cannot be drawn",
        "The canonical parameters, or those of a draw, give no question.",
        "options: {from: slips}   # no slip is live here",
        "params: {H: 12, K: 3, S: 2, P: 1}",
    ),
    "QB513": Code(
        "a program that does something else",
        "The run of the program printed or raised something other than the claim, or the line that"
        " is asked for makes it raise an error.",
        'code: print(1 + 1)\nexpect: "3"',
        'code: print(1 + 1)\nexpect: "2"',
    ),
    "QB514": Code(
        "not run",
        "PyTorch is missing here or the run failed, so that the claim was not proved.",
    ),
    "QB515": Code(
        "not verified by a run",
        "The right answer is a fixed value that only its author vouches for.",
        'answer: {type: int}\nexpect: "42"',
        "truth: {torch: ...}",
    ),
    "QB516": Code(
        "a right answer that is refused in another spelling",
        "The right answer with spaces around it, a plus sign, or the like is not accepted.",
    ),
    "QB517": Code(
        "a run that contradicts the engine",
        "PyTorch gives another value than the closed form that grades the question.",
    ),
    "QB518": Code(
        "a wrong program that is right",
        "The program of ask: fix already does on every case what the mended one does.",
        "code: print(2 + 1)\nexpect: '1: print(3)'",
        "code: print(2 - 1)\nexpect: '1: print(2 + 1)'",
    ),
    "QB519": Code(
        "a beginning that is the end",
        "The starter of a function to write passes every case: nothing is left to do.",
        "starter: |\n  def double(x):\n      return 2 * x",
        "starter: |\n  def double(x):\n      ...",
    ),
    "QB520": Code(
        "an equation that does not hold",
        "With the numbers of a draw an equation in the explanation, or in another text about the"
        " answer, does not hold: most often the result of the first numbers was written by hand.",
        'explanation: "({{H}} − {{K}}) / 1 + 1 = 10."',
        'explanation: "({{H}} − {{K}}) / 1 + 1 = {{answer}}."',
    ),
    "QB521": Code(
        "a near miss that is called wrong",
        "What is right but for its form (a digit less, a letter left out, per cent for a share) is"
        " asked once more; here it counts as plainly wrong.",
    ),
    "QB522": Code(
        "a sentence that is never told",
        "A known-wrong answer has the value of another entry, or of one of the family's slips,"
        " whose sentence comes first.",
        "wrong:\n  - {answer: '{{n}}/2', why: Halved.}\n  - {answer: '0.5*{{n}}', why: The root.}",
        "wrong:\n  - {answer: '{{n}}/2', why: Halved.}",
    ),
    "QB523": Code(
        "a sentence about another value",
        "The sentence of a slip or of a known-wrong answer begins with a value that is not its own,"
        " or is the family's sentence of another slip.",
        "wrong:\n  - {answer: 3, why: 4 is the padding.}\n  - {answer: 4, why: That halves it.}",
        "wrong:\n  - {answer: 3, why: That halves it.}\n  - {answer: 4, why: 4 is the padding.}",
    ),
    "QB524": Code(
        "a program of another language",
        "language: tf1 is for programs that use TensorFlow 1, as tf; the learner is told so.",
        "language: tf1\ncode: print(1 + 1)",
        "language: torch\ncode: print(1 + 1)",
    ),
    "QB525": Code(
        "a synonym that is another number",
        "An answer is accepted in the place of a number, and is another one.",
        'text: "A fair coin has {{c1::one}} bit."\naccept: {c1: ["2"]}',
        'text: "A fair coin has {{c1::one}} bit."\naccept: {c1: ["1"]}',
    ),
    "QB526": Code(
        "an answer written by hand",
        "The explanation says what the answer is, and that is another one, or the one of the first"
        " draw alone.",
        "vary: {H: {int: [8, 64]}}\nexplanation: The answer is 10.",
        "vary: {H: {int: [8, 64]}}\nexplanation: The answer is {{answer}}.",
    ),
    "QB601": Code(
        "no explanation",
        "Every question says why the right answer is right and the tempting one wrong.",
        "- id: why-relu\n  kind: recall",
        "- id: why-relu\n  kind: recall\n  explanation: ...",
    ),
    "QB602": Code(
        "no rubric",
        "A recall question lists the points that can be heard or missed in an answer.",
        "answer: ...",
        "answer: ...\npoints:\n  - must: names the slope of 1\n  - red_flag: says it is smooth",
    ),
    "QB603": Code(
        "no source",
        "A question names where its claim can be looked up.",
        "explanation: ...",
        'sources: ["Dumoulin & Visin 2016, arXiv:1603.07285"]',
    ),
    "QB604": Code(
        "no level",
        "Without a level a question cannot be planned. A family brings its own.",
        "kind: recall",
        "kind: recall\nlevel: beginner",
    ),
    "QB605": Code(
        "a wrong option without a reason",
        "Each wrong option says why it is wrong; that is what the learner reads.",
        "- text: The mean",
        "- text: The mean\n  why: The sum is divided by the batch here.",
    ),
    "QB606": Code(
        "the right option stands out",
        "The right option is by far the longest, so that it can be guessed.",
        "options: [{text: A sum}, {text: A mean over all elements of the batch, correct: true}]",
        "options: [{text: A sum over the batch}, {text: A mean over it, correct: true}]",
    ),
    "QB607": Code(
        "a bank that can be guessed",
        "Over the whole bank the right option is the longest, or stands first where options are not"
        " shuffled, far oftener than by chance. Who sees the habit needs no knowledge.",
        "the right option is the longest in 60 of 80 questions",
        "as exact in the wrong options as in the right one",
    ),
    "QB608": Code(
        "a time that does not fit",
        "seconds is less than reading the question takes, or many times what its kind needs. Plans"
        " and interviews are made with it.",
        "kind: choice\nseconds: 900",
        "kind: choice\nseconds: 45",
    ),
}


def explanation(code: str) -> str | None:
    """Return everything that is known of a code as text, or None for a code that there is not."""
    found = CODES.get(code.upper())
    if found is None:
        return None
    parts = [f"{code.upper()}  {found.title}", "", found.meaning]
    for title, example in (("Wrong", found.wrong), ("Right", found.right)):
        if example:
            parts += ["", title, *(f"    {line}" for line in example.splitlines())]
    return "\n".join(parts)
