package standin

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"
)

func keyOfAny(t interface{ Fatal(...any) }, v any) string {
	document, err := bson.Marshal(d("v", v))
	if err != nil {
		t.Fatal(err)
	}
	key, err := keyOf(bson.Raw(document).Lookup("v"))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// ascending are values in MongoDB's order; those of one row are equal.
var ascending = [][]any{
	{bson.MinKey{}},
	{nil},
	{math.NaN()},
	{math.Inf(-1)}, {-1e300}, {int64(math.MinInt64), -float64(1 << 63)}, {int64(math.MinInt64 + 1)},
	{int64(-1<<53 - 1)}, {int64(-1 << 53), -float64(1 << 53)}, {-1.5}, {int32(-1), int64(-1), -1.0}, {-0.5}, {-math.SmallestNonzeroFloat64},
	{int32(0), int64(0), 0.0, math.Copysign(0, -1)}, {math.SmallestNonzeroFloat64}, {0.5}, {int32(1), int64(1), 1.0}, {1.5}, {int32(2)},
	{int64(1 << 53), float64(1 << 53)}, {int64(1<<53 + 1)}, {int64(1<<53 + 2), float64(1<<53 + 2)}, {int64(math.MaxInt64)}, {float64(1 << 63)}, {1e300}, {math.Inf(1)},
	{""}, {"\x00"}, {"\x00\x00"}, {"\x00a"}, {"\x01"}, {"A"}, {"a"}, {"a\x00"}, {"a\x00b"}, {"aa"}, {"b"}, {"e\u0301"}, {"\u00e9"}, {"网"}, {"网格"}, {"\U0001F600"},
	{d()}, {d("b", nil)}, {d("a", 1)}, {d("a", 1, "b", 1)}, {d("a", 2)}, {d("b", 1)}, {d("a", "")}, {d("a", d())},
	{bson.A{}}, {bson.A{1}}, {bson.A{1, 1}}, {bson.A{2}}, {bson.A{"a"}},
	{bson.Binary{}}, {bson.Binary{Data: []byte{9}}}, {bson.Binary{Subtype: 4, Data: []byte{1}}}, {bson.Binary{Data: []byte{0, 0}}},
	{bson.ObjectID{1}}, {bson.ObjectID{2}},
	{false}, {true},
	{bson.DateTime(math.MinInt64)}, {bson.DateTime(-1)}, {bson.DateTime(0)}, {bson.DateTime(1)},
	{bson.Timestamp{}}, {bson.Timestamp{I: 1}}, {bson.Timestamp{T: 1}}, {bson.Timestamp{T: 1, I: 1}},
	{bson.MaxKey{}},
}

func TestKeysSortAsMongoDBOrdersValues(t *testing.T) {
	for i, row := range ascending {
		key := keyOfAny(t, row[0])
		for _, same := range row[1:] {
			if keyOfAny(t, same) != key {
				t.Errorf("%T %v is not %T %v", same, same, row[0], row[0])
			}
		}
		for _, later := range ascending[i+1:] {
			for _, v := range later {
				next := keyOfAny(t, v)
				if key >= next || string(turned([]byte(key))) <= string(turned([]byte(next))) {
					t.Errorf("%T %v does not sort before %T %v, and behind it descending", row[0], row[0], v, v)
				}
				if len(key) <= len(next) && next[:len(key)] == key {
					t.Errorf("the key of %v begins that of %v", row[0], v)
				}
			}
		}
	}
}

func TestNumbersOfAllKindsCompareExactly(t *testing.T) {
	number := rapid.Custom(func(t *rapid.T) any {
		n := rapid.Int64().Draw(t, "n")
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return n
		case 1:
			return int32(n)
		case 2:
			return float64(n)
		}
		return rapid.Float64().Draw(t, "f")
	})
	exact := func(v any) *big.Float {
		f := new(big.Float).SetPrec(2000)
		switch v := v.(type) {
		case int64:
			return f.SetInt64(v)
		case int32:
			return f.SetInt64(int64(v))
		}
		return f.SetFloat64(v.(float64))
	}
	rapid.Check(t, func(t *rapid.T) {
		pair := rapid.SliceOfN(number, 2, 2).Draw(t, "pair")
		keys := []string{keyOfAny(t, pair[0]), keyOfAny(t, pair[1])}
		if order := slices.Compare(keys[:1], keys[1:]); order != exact(pair[0]).Cmp(exact(pair[1])) {
			t.Fatalf("%T %v against %T %v: %d", pair[0], pair[0], pair[1], pair[1], order)
		}
	})
}

func TestValuesThatCannotBeOrderedAreRefused(t *testing.T) {
	c, _ := things(t)
	for _, v := range []any{bson.Regex{Pattern: "a"}, bson.NewDecimal128(0, 1), bson.Symbol("s"), bson.JavaScript("1")} {
		if _, err := c.Find(t.Context(), d("f", v)); code(err) != codeNotSupported {
			t.Errorf("a find by %T: %v", v, err)
		}
		if _, err := c.InsertOne(t.Context(), d("_id", v)); code(err) != codeNotSupported && code(err) != codeInvalidIDField {
			t.Errorf("an _id %T: %v", v, err)
		}
	}
}
