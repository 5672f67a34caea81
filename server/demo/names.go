package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"sizhang/domain/city"
)

// english gives the real units above the communities an English name; the
// sources have none.
var english = map[string]string{
	"110000000000": "Beijing",
	"110101000000": "Dongcheng District",
	"110101001000": "Donghuamen Subdistrict",
	"110101002000": "Jingshan Subdistrict",
	"110101003000": "Jiaodaokou Subdistrict",
	"110101004000": "Andingmen Subdistrict",
	"110101005000": "Beixinqiao Subdistrict",
	"110101006000": "Dongsi Subdistrict",
	"110101007000": "Chaoyangmen Subdistrict",
	"110101008000": "Jianguomen Subdistrict",
	"110101009000": "Dongzhimen Subdistrict",
	"110101010000": "Hepingli Subdistrict",
	"110101011000": "Qianmen Subdistrict",
	"110101012000": "Chongwenmenwai Subdistrict",
	"110101013000": "Donghuashi Subdistrict",
	"110101014000": "Longtan Subdistrict",
	"110101015000": "Tiyuguanlu Subdistrict",
	"110101016000": "Tiantan Subdistrict",
	"110101017000": "Yongdingmenwai Subdistrict",
}

// ordinal is n, 1 to 10, in Chinese.
func ordinal(n int) string {
	return string([]rune("零一二三四五六七八九十")[n])
}

// syllable is a character and how it is read.
type syllable struct{ zh, en string }

func syllables(text string) []syllable {
	var out []syllable
	for _, pair := range strings.Fields(text) {
		r := []rune(pair)
		out = append(out, syllable{string(r[0]), string(r[1:])})
	}
	return out
}

// The first and the second character of generated streets' names.
var (
	streetFirst = syllables(`青qing 槐huai 柳liu 石shi 松song 桂gui 兰lan 云yun 清qing 福fu 瑞rui 祥xiang
		荷he 梅mei 竹zhu 桐tong 杏xing 枫feng 菊ju 月yue 星xing 霞xia 泉quan 溪xi 砚yan 墨mo 书shu 琴qin 茶cha 灯deng`)
	streetSecond = syllables(`荫yin 泉quan 桥qiao 井jing 园yuan 坊fang 亭ting 塘tang 台tai 岭ling
		浦pu 渡du 岸an 苑yuan 屏ping 庭ting 阁ge 圃pu 廊lang 堤di 影ying 露lu 荣rong 和he`)
)

var streetSuffix = [...][]syllable{
	subdistrictWay: {{"大街", "Avenue"}}, districtWay: {{"路", "Road"}},
	communityWay: {{"街", "Street"}, {"路", "Road"}}, gridWay: {{"胡同", "Hutong"}, {"胡同", "Hutong"}, {"巷", "Lane"}},
}

// streetNames returns a source of names that never repeats one's first part.
func streetNames(rng *rand.Rand) func(wayKind) city.Names {
	var stems []city.Names
	for _, a := range streetFirst {
		for _, b := range streetSecond {
			if a.zh != b.zh {
				stems = append(stems, city.Names{ZH: a.zh + b.zh, EN: strings.ToUpper(a.en[:1]) + a.en[1:] + b.en})
			}
		}
	}
	rng.Shuffle(len(stems), func(i, j int) { stems[i], stems[j] = stems[j], stems[i] })
	return func(kind wayKind) city.Names {
		stem := stems[0]
		stems = stems[1:]
		suffix := streetSuffix[kind][rng.IntN(len(streetSuffix[kind]))]
		return city.Names{ZH: stem.ZH + suffix.zh, EN: fmt.Sprintf("%s %s", stem.EN, suffix.en)}
	}
}
