s = "  Hello, World  "
print(s.strip(), s.lower(), s.upper(), s.title(), s.swapcase(), s.lstrip() + "|", s.rstrip() + "|")
print("a,b,,c".split(","), "a b  c".split(), "a b c d".split(" ", 2), "a b c d".rsplit(" ", 1), "a\nb\r\nc".splitlines(), " a  b ".split(None, 1), "abc".split("x"))
print("-".join(["a", "b"]), "".join(str(i) for i in range(3)), "hello".replace("l", "L"), "hello".replace("l", "L", 1), "hello".find("l"), "hello".rfind("l"), "hello".find("z"), "hello".index("e"), "hello".count("l"))
print("hello".startswith("he"), "hello".endswith(("x", "lo")), "hello".startswith("l", 2), "a.b.c".partition("."), "a.b.c".rpartition("."), "x".partition("."))
print("abc".isalpha(), "12".isdigit(), "a1".isalnum(), " ".isspace(), "ABC".isupper(), "abc".islower(), "Abc Def".istitle(), "x_1".isidentifier())
print("a".ljust(3) + "|", "a".rjust(3), "a".center(4, "*"), "ab".center(5, "*"), "7".zfill(3), "-7".zfill(4), "xxabcxx".strip("x"), "prefix_x".removeprefix("prefix_"), "x.py".removesuffix(".py"))
print("abc" < "abd", "a" < "B", "abc" == "abc", "x" * 0 == "", sorted("hello"), list("abc"), "".join(reversed("abc")), "a" + "b" * 3)
print("hello world".capitalize(), "hELLO".capitalize(), "tab\tx".expandtabs(4), "abc".translate(str.maketrans("ab", "xy")), "abc".encode(), b"abc".decode(), b"ab"[0])
print("{:d}".format(3), "a" in "abc", "d" not in "abc", not "", bool("0"), "é".upper(), "ß".upper(), ord("€"), chr(8364))
print("conv1.weight".split(".")[-1], "layer{}_{}".format(1, 2), "r%s" % 5, "ds_r1_k3_s1_e1_c16_se0.25".split("_"))
print("%s" % "x", "a-b_c".replace("-", "_").split("_"), "ab12".rstrip("0123456789"), "x=1,y=2".split(",")[1].split("=")[0])

print(["".isprintable(), "a b".isprintable(), "a\n".isprintable(), "\u00a0".isprintable(), "é-~ ".isprintable()])
