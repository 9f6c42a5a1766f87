#include "dialog/speakable/formula/spoken_formula.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/utf8.hpp"
#include "support/text/spoken_cases.hpp"

namespace hotpin::dialog {
namespace {

using tests::expect_spoken;
using tests::SpokenCase;

constexpr SpokenCase kDelimiters[] = {
    {"The energy is $E = mc^2$, half is \\(\\frac{1}{2}\\), and $$x \\leq 3$$.",
     "The energy is E equals m c squared, half is one half, and x is less than or equal to three."},
    {"The root is \\sqrt{2}.", "The root is the square root of two."},
    {"We get \\[ x = \\frac{-b}{2a} \\] as the answer.",
     "We get x equals minus b over two a as the answer."},
    {"$\\alpha + \\beta$ is $90^\\circ$.", "alpha plus beta is ninety degrees."},
    {"The angle is $\\theta$ and $x_1$ is small.", "The angle is theta and x one is small."},
    {"Here $ E = mc^2 $ holds.", "Here E equals m c squared holds."},
    {"$$\n\\int_0^1 x\\,dx = \\frac{1}{2}\n$$",
     "the integral from zero to one of x d x equals one half"},
    {"\\[\nx = 5.\n\\]", "x equals five."},
    {"the $n$th term and the $x$-axis", "the nth term and the x axis"},
    {"**$x^2$** and *$y$*", "x squared and y"},
    {"It costs \\$5 and $x = 5$.", "It costs five dollars and x equals five."},
    {"($x$, $y$)", "x, y"},
    {"$5$ apples", "five apples"},
    {"So $x$ is $3$, not $4$.", "So x is three, not four."},
};
TEST(SpokenFormula, StandsBetweenDelimiters) { expect_spoken(kDelimiters); }

constexpr SpokenCase kMoney[] = {
    {"It costs $5 or $10.50.", "It costs five dollars or ten dollars and fifty cents."},
    {"Between $5 and $10 it is fine.", "Between five dollars and ten dollars it is fine."},
    {"between $5 and $10, or 15$", "between five dollars and ten dollars, or fifteen dollars"},
    {"$5/hr or 10$", "five dollars per hour or ten dollars"},
    {"from $5k to $10k", "from five thousand dollars to ten thousand dollars"},
    {"**$5** and **$10**", "five dollars and ten dollars"},
    {"$20 for A, $30 for B", "twenty dollars for A, thirty dollars for B"},
    {"$5, $6, $7", "five dollars, six dollars, seven dollars"},
    {"the $ sign, $ and $", "the dollar sign, dollar and dollar"},
    {"5$ and 6$", "five dollars and six dollars"},
};
TEST(SpokenFormula, LeavesMoneyAlone) { expect_spoken(kMoney); }

constexpr SpokenCase kPowers[] = {
    {"$x^2 + y^3$", "x squared plus y cubed"},
    {"$x^{n+1}$", "x to the power of n plus one"},
    {"$x^{-1}$", "x to the power of minus one"},
    {"$2^{10} = 1024$", "two to the power of ten equals one thousand twenty-four"},
    {"$(a+b)^2 = a^2 + 2ab + b^2$",
     "the quantity a plus b, squared, equals a squared plus two a b plus b squared"},
    {"$e^{i\\pi} + 1 = 0$", "e to the power of i pi plus one equals zero"},
    {"$A^T$ and $A^{-1}$", "A transpose and A inverse"},
    {"$f^{-1}(x)$", "f inverse of x"},
    {"$f'(x)$ and $f''(x)$", "f prime of x and f double prime of x"},
    {"$x_1, x_2, \\ldots, x_n$", "x one, x two, dot dot dot, x sub n"},
    {"$a_{ij}$", "a sub i j"},
    {"$x_1^2$", "x one squared"},
    {"$v_{\\text{max}}$ and $v_\\mathrm{min}$", "v max and v min"},
    {"$a_{n+1} = a_n + 2$", "a sub n plus one, equals a sub n plus two"},
    {"$5!$ and $n!$", "five factorial and n factorial"},
    {"$\\sqrt[3]{8} = 2$", "the cube root of eight equals two"},
    {"$\\sqrt[n]{x}$", "the nth root of x"},
    {"$\\sqrt[4]{16}$", "the fourth root of sixteen"},
    {"$\\sqrt2$", "the square root of two"},
    {"$1011_2$", "one thousand eleven base two"},
    {"$5^{\\text{th}}$", "fifth"},
    {"$n^{th}$", "nth"},
    {"$x^*$", "x star"},
    {"$10^{-3}$", "ten to the power of minus three"},
    {"$6.022 \\times 10^{23}$", "six point zero two two times ten to the power of twenty-three"},
};
TEST(SpokenFormula, SaysPowersRootsAndIndices) { expect_spoken(kPowers); }

constexpr SpokenCase kFractions[] = {
    {"$\\frac{3}{4}$", "three quarters"},
    {"$\\frac{a}{b}$", "a over b"},
    {"$\\dfrac12$", "one half"},
    {"$2\\frac{1}{2}$", "two and a half"},
    {"$3\\frac{2}{3}$", "three and two thirds"},
    {"$\\frac{3}{2}$", "three halves"},
    {"$\\frac{22}{7}$", "twenty-two sevenths"},
    {"$\\frac{x+1}{2}$", "x plus one, all over two"},
    {"$\\frac{1}{x+1}$", "one over the quantity x plus one"},
    {"$x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}$",
     "x equals minus b plus or minus the square root of b squared minus four a c, all over two a"},
    {"$1/2 + 1/3 = 5/6$", "one half plus one third equals five sixths"},
    {"$a/b$", "a over b"},
    {"$\\frac{\\frac{1}{2}}{3}$", "one half over three"},
    {"$\\binom{n}{k}$", "n choose k"},
};
TEST(SpokenFormula, SaysFractions) { expect_spoken(kFractions); }

constexpr SpokenCase kRelations[] = {
    {"$a \\neq b$", "a is not equal to b"},
    {"$a \\sim b$ and $\\sim 5$", "a is similar to b and about five"},
    {"$\\pi \\approx 3.14$", "pi is approximately three point one four"},
    {"$x \\geq -5$", "x is greater than or equal to minus five"},
    {"$0 < x < 1$", "zero is less than x is less than one"},
    {"$a \\equiv b \\pmod{n}$", "a is congruent to b modulo n"},
    {"$y \\propto x$", "y is proportional to x"},
    {"$P \\implies Q$ and $A \\iff B$", "P implies Q and A if and only if B"},
    {"$x \\to \\infty$", "x to infinity"},
    {"$x \\in \\mathbb{R}$", "x in the real numbers"},
    {"$x \\notin A$", "x not in A"},
    {"$A \\subseteq B$", "A is a subset of B"},
    {"$\\forall x \\exists y$", "for all x there exists y"},
    {"$A \\cup B \\cap C$", "A union B intersection C"},
    {"$\\mathbb{R}^3$", "R three"},
    {"$\\{1, 2, 3\\}$", "the set of one, two, three"},
    {"$\\{x \\mid x > 0\\}$", "the set of x such that x is greater than zero"},
    {"$x \\in [0, 1]$", "x in the interval from zero to one"},
    {"$\\emptyset$", "the empty set"},
    {"$a \\parallel b$, $a \\perp c$", "a is parallel to b, a is perpendicular to c"},
    {"$3 \\times 4 \\div 2 \\cdot 5 \\pm 1$",
     "three times four divided by two times five plus or minus one"},
    {"$p \\land \\neg q \\lor r$", "p and not q or r"},
    {"$a \\oplus b$", "a circled plus b"},
    {"$f: A \\to B$", "f, A to B"},
    {"$P(A|B)$ and $P(A \\mid B)$", "P of A given B and P of A given B"},
    {"$3 \\mid 12$", "three divides twelve"},
};
TEST(SpokenFormula, SaysRelationsSetsAndLogic) { expect_spoken(kRelations); }

constexpr SpokenCase kFunctions[] = {
    {"$\\sin^2\\theta + \\cos^2\\theta = 1$",
     "sine squared theta plus cosine squared theta equals one"},
    {"$\\sin(x)$", "sine of x"},
    {"$\\sin^{-1} x$", "inverse sine x"},
    {"$\\log_2 8 = 3$", "log base two of eight equals three"},
    {"$\\ln x$", "the natural log of x"},
    {"$\\log_{10}(100)$", "log base ten of one hundred"},
    {"$\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}$",
     "the sum from i equals one to n of i equals n times the quantity n plus one, all over two"},
    {"$\\prod_{k=1}^n k$", "the product from k equals one to n of k"},
    {"$\\int_a^b f(x)\\,dx$", "the integral from a to b of f of x d x"},
    {"$\\int e^x dx$", "the integral of e to the power of x d x"},
    {"$\\lim_{x \\to 0} \\frac{\\sin x}{x} = 1$",
     "the limit as x approaches zero of sine x over x equals one"},
    {"$\\max(a, b)$", "the maximum of a, b"},
    {"$\\min_{x} f(x)$", "the minimum over x of f of x"},
    {"$\\det A$", "the determinant of A"},
    {"$|x| = 5$", "the absolute value of x equals five"},
    {"$\\left|x - 3\\right| < 2$", "the absolute value of x minus three, is less than two"},
    {"$\\|v\\|$", "the norm of v"},
    {"$\\lfloor x \\rfloor + \\lceil y \\rceil$", "the floor of x plus the ceiling of y"},
    {"$\\frac{d}{dx} x^2 = 2x$", "the derivative with respect to x of x squared equals two x"},
    {"$\\frac{dy}{dx}$", "the derivative of y with respect to x"},
    {"$\\frac{d^2y}{dx^2}$", "the second derivative of y with respect to x"},
    {"$\\frac{\\partial f}{\\partial x}$", "the partial derivative of f with respect to x"},
    {"$\\nabla f$", "del f"},
    {"$\\vec{v}$, $\\hat{x}$, $\\bar{y}$", "vector v, x hat, y bar"},
    {"$\\overline{AB}$", "A B bar"},
    {"$\\vec a \\times \\vec b$", "vector a cross vector b"},
    {"$\\gcd(12, 18) = 6$", "the greatest common divisor of twelve, eighteen equals six"},
    {"$\\arg\\max_x f(x)$", "the argument of the maximum over x of f of x"},
    {"$\\left. x^2 \\right|_{x=2}$", "x squared at x equals two"},
    {"$\\iint_D f$", "the double integral over D of f"},
    {"$\\left(\\frac{1}{2}\\right)^n$", "one half to the power of n"},
    {"$sinx + cos(2x)$", "sine x plus cosine of two x"},
    {"$\\sqrt{a} + \\sqrt{b+1} - 2$",
     "the square root of a plus the square root of b plus one, minus two"},
    {"$\\underbrace{a+b}_{c}$", "a plus b sub c"},
    {"$a^2_i$", "a sub i squared"},
    {"$e^{-x^2/2}$", "e to the power of minus x squared over two"},
    {"$g(f(x))$", "g of f of x"},
    {"$2(x+3) = 10$", "two times the quantity x plus three, equals ten"},
    {"$(x+1)(x-1)$", "the quantity x plus one, times the quantity x minus one"},
};
TEST(SpokenFormula, SaysFunctionsAndBounds) { expect_spoken(kFunctions); }

constexpr SpokenCase kLetters[] = {
    {"$\\Delta x = v \\Delta t$", "delta x equals v delta t"},
    {"$\\varepsilon < \\epsilon$", "epsilon is less than epsilon"},
    {"$\\lambda = \\frac{h}{p}$", "lambda equals h over p"},
    {"$PV = nRT$", "P V equals n R T"},
    {"$\\Omega$ and $\\omega$", "omega and omega"},
    {"$\\mathcal{L}$", "L"},
    {"$\\mathbf{F} = m\\mathbf{a}$", "F equals m a"},
    {"$\\text{speed} = \\frac{\\text{distance}}{\\text{time}}$", "speed equals distance over time"},
    {"$area = \\pi r^2$", "area equals pi r squared"},
    {"$\\hbar \\omega$", "h bar omega"},
    {"$\\boxed{42}$", "forty-two"},
    {"$\\boxed{x = 5}$", "x equals five"},
    {"$\\operatorname{Var}(X)$", "Var of X"},
    {"$x \\text{ if } x > 0$", "x if x is greater than zero"},
    {"$\\textcolor{red}{x} \\quad y$", "x y"},
    {"$\\displaystyle x \\label{eq:1}$", "x"},
    {"$\\foo{x} + \\bar{y}$", "x plus y bar"},
    {"$25\\%$", "twenty-five percent"},
    {"$\\$5$", "five dollars"},
    {"$1{,}000{,}000$", "one million"},
    {"$10,000$", "ten thousand"},
};
TEST(SpokenFormula, SaysLettersAndText) { expect_spoken(kLetters); }

constexpr SpokenCase kUnits[] = {
    {"$9.8\\,\\text{m/s}^2$", "nine point eight meters per second squared"},
    {"$9.8\\,\\mathrm{m/s^2}$", "nine point eight meters per second squared"},
    {"$5\\text{ kg}$", "five kilograms"},
    {"$1\\,\\mathrm{N}$", "one newton"},
    {"$20^\\circ\\text{C}$", "twenty degrees Celsius"},
    {"$100^{\\circ}\\mathrm{C}$", "one hundred degrees Celsius"},
    {"\\SI{5}{\\meter\\per\\second}", "five meters per second"},
    {"\\SI{20}{\\kilo\\meter\\per\\hour}", "twenty kilometers per hour"},
    {"$3 \\times 10^8\\ \\text{m/s}$", "three times ten to the power of eight meters per second"},
    {"\\ce{H2O}", "H two O"},
    {"\\ce{2H2 + O2 -> 2H2O}", "two H two plus O two yields two H two O"},
    {"$\\mathrm{H_2O}$", "H two O"},
    {"$\\ce{CO2}$", "C O two"},
    {"H₂O and CO₂", "H two O and CO two"},
};
TEST(SpokenFormula, SaysUnitsAndSubstances) { expect_spoken(kUnits); }

constexpr SpokenCase kEnvironments[] = {
    {"$$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$$",
     "the matrix, row one, one, two, row two, three, four"},
    {"\\[ |x| = \\begin{cases} x & \\text{if } x \\geq 0 \\\\ -x & \\text{otherwise} \\end{cases} "
     "\\]",
     "the absolute value of x equals x if x is greater than or equal to zero; minus x otherwise"},
    {"\\begin{align*}\nx + y &= 5 \\\\\nx - y &= 1\n\\end{align*}",
     "x plus y equals five, x minus y equals one"},
    {"$$\\begin{vmatrix} a & b \\\\ c & d \\end{vmatrix} = ad - bc$$",
     "the determinant of the matrix, row one, a, b, row two, c, d, equals a d minus b c"},
    {"$$\\begin{aligned} 2x &= 4 \\\\ x &= 2 \\end{aligned}$$", "two x equals four, x equals two"},
};
TEST(SpokenFormula, SaysMatricesAndLines) { expect_spoken(kEnvironments); }

constexpr SpokenCase kPlain[] = {
    {"E = mc^2", "E equals m c squared"},
    {"So x^2 + y^2 = r^2 holds.", "So x squared plus y squared equals r squared holds."},
    {"It is 10^-3 m.", "It is ten to the power of minus three meters."},
    {"Use sqrt(2) here.", "Use the square root of two here."},
    {"Then x = -b.", "Then x equals minus b."},
    {"a_1 and a_2", "a one and a two"},
    {"f(x) = 2x + 1", "f of x equals two x plus one"},
    {"2x + 1 = 5", "two x plus one equals five"},
    {"x - y = 3", "x minus y equals three"},
    {"x * y", "x times y"},
    {"x ≤ 3", "x is less than or equal to three"},
    {"x ∈ A", "x in A"},
    {"√2 and √16", "the square root of two and the square root of sixteen"},
    {"∑ and ∞", "the sum and infinity"},
    {"α + β ≠ γ", "alpha plus beta is not equal to gamma"},
    {"O(n log n) and O(n^2)", "O of n log n and O of n squared"},
    {"sin(x) + cos(x)", "sine of x plus cosine of x"},
    {"5! = 120", "five factorial equals one hundred twenty"},
    {"It is \\frac{1}{2} of \\pi r^2.", "It is one half of pi r squared."},
    {"\\alpha, \\beta and \\gamma", "alpha, beta and gamma"},
    {"x² + y² = z²", "x squared plus y squared equals z squared"},
    {"∀x ∈ ℝ", "for all x in the real numbers"},
    {"(a+b)^2", "the quantity a plus b, squared"},
    {"2^n and n^k", "two to the power of n and n to the power of k"},
    {"x < y", "x is less than y"},
    {"It is 3 × 10^8 m/s.", "It is three times ten to the power of eight meters per second."},
    {"$3 \\times 10^8$ m/s", "three times ten to the power of eight meters per second"},
    {"So |x - 3| = 2", "So the absolute value of x minus three, equals two"},
    {"a/b = c/d", "a over b equals c over d"},
    {"f'(x) = 2x", "f prime of x equals two x"},
    {"\\begin{cases} 1 & x > 0 \\\\ 0 & x = 0 \\end{cases}",
     "one if x is greater than zero; zero if x equals zero"},
    {"x + 1 \\] is the rest", "x plus one is the rest"},
    {"The mass is m_e = 9.1 kg.", "The mass is m sub e equals nine point one kilograms."},
    {"P(A|B) = 0.5", "P of A given B equals zero point five"},
    {"x_{n+1} = 2", "x sub n plus one, equals two"},
};
TEST(SpokenFormula, IsFoundWithoutDelimiters) { expect_spoken(kPlain); }

constexpr SpokenCase kNoFormulas[] = {
    {"snake_case and my_var_1", "snake case and my var one"},
    {"C:\\temp\\new", "C: temp new"},
    {"I am 5 - so what", "I am five, so what"},
    {"A - B - C", "A, B, C"},
    {"and/or, a/c, w/o", "and or, a c, w o"},
    {"A → B", "A, B"},
    {"a -> b", "a, b"},
    {"Oh (no) I", "Oh, no, I"},
    {"I'm a big fan", "I'm a big fan"},
    {"Yes! A dog.", "Yes! A dog."},
    {"√ m", "the square root of m"},
    {"I <3 you", "I less than three you"},
    {"a * bullet", "a bullet"},
    {"Use \\( as a mark of it", "Use as a mark of it"},
    {"5 > 3 and 2 < 4", "five greater than three and two less than four"},
    {"x-ray, T-shirt, A-B", "x-ray, T-shirt, A-B"},
    {"a, b, and c", "a, b, and c"},
    {"Plan B = good", "Plan B equals good"},
};
TEST(SpokenFormula, LeavesSentencesAlone) { expect_spoken(kNoFormulas); }

TEST(SpokenFormula, SaysNoMarkOfBrokenOnes) {
  for (const char* written : {"$\\frac{1}{",
                              "\\(x + ",
                              "x + 1 \\) is",
                              "\\[ \\begin{align} x &= ",
                              "$\\sqrt[3",
                              "\\frac",
                              "\\left( x",
                              "$x^{$",
                              "$_^_$",
                              "\\end{x}",
                              "\\begin{",
                              "$\\begin{matrix$",
                              "\\{",
                              "$\\{x$",
                              "$\\hat\\hat\\hat x$",
                              "$\\ce{$",
                              "$\\SI{5}$",
                              "$$$$",
                              "$$",
                              "\\(\\)",
                              "$\\text{$"}) {
    const std::string speech = normalize(written);
    EXPECT_EQ(speech.find_first_of("\\{}^_"), std::string::npos) << written << ": " << speech;
    for (const char* name : {"frac", "begin", "align", "left", "sqrt", "matrix", "text"}) {
      EXPECT_EQ(speech.find(name), std::string::npos) << written << ": " << speech;
    }
  }
}

TEST(SpokenFormula, TakesDeepAndLongOnes) {
  for (const std::string_view unit :
       {"\\frac{", "{", "}", "\\(", "\\[",        "$",      "\\sqrt",  "^{",      "_",   "\\\\",
        "\\hat",   "(", "|", "\\{", "\\begin{a}", "x^2 + ", "\\left(", "\\text{", "$x$", "\\ce{"}) {
    std::string text;
    while (text.size() < 20'000) text += unit;
    for (const std::string& whole : {text, "$" + text + "$", "\\[" + text}) {
      const std::string speech = normalize(whole);
      EXPECT_TRUE(base::is_valid_utf8(speech)) << unit;
      EXPECT_EQ(speech.find('\\'), std::string::npos) << unit;
    }
  }
}

}  // namespace
}  // namespace hotpin::dialog
