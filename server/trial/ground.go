package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"sizhang/server/api/apitest"
	"sizhang/server/cli"
	"sizhang/server/profile"
)

// A ground is a town whose communities lie on the map, side by side in rows of eight,
// so that issues can be reported there. All its issues are of one category.
const (
	litter      = "0101"
	west, south = 116.39, 39.90
	side        = 0.005 // of a community, in degrees
	inARow      = 8
)

// spot is where the nth issue is: well within a community, and not where another one is.
func spot(n int) (lng, lat float64) {
	c, within := n%communities, float64(n/communities%400)
	return west + side*(float64(c%inARow)+0.3+0.02*float64(int(within)%20)), south + side*(float64(c/inARow)+0.3+0.02*float64(int(within)/20))
}

// ground makes a town on the map in a new store, by the product's own commands.
func (t *turn) ground(where string) error {
	areas := "code,name,level,parent\n110100000000,北京市,city,\n110101000000,东城区,county,110100000000\n110101001000,东华门街道,subdistrict,110101000000\n"
	categories := "code,name,parent,kind,condition,filing,closing,limit,photos_report\n01,市容环境,,事件,,,,,\n" + litter + ",暴露垃圾,01,,1,一平方米以上,清扫干净,3工作日,0\n"
	files := map[string][]byte{
		"profile.yaml": profile.Chinese, "areas.csv": []byte(areas), "communities.geojson": communitiesDrawn(), "categories.csv": []byte(categories),
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(t.dir, name), content, 0o600); err != nil {
			return err
		}
	}
	file := func(name string) string { return filepath.Join(t.dir, name) }
	for _, args := range [][]string{
		{"import", "profile", file("profile.yaml")},
		{"import", "areas", file("areas.csv"), "--draft", "last"},
		{"import", "territory", file("communities.geojson"), "--level", "community", "--parent", "parent", "--crs", "wgs84", "--draft", "last"},
		{"import", "categories", file("categories.csv"), "--draft", "last"},
		{"publish", "--draft", "last", "--effective", "2000-01-01"},
	} {
		if _, err := command(t.ctx, where, args...); err != nil {
			return err
		}
	}
	said, err := command(t.ctx, where, "user", "create-admin", "--login", clerk)
	t.passwords[where] = apitest.OneTime(said)
	return err
}

// command runs one of the product's commands about the town, which must end well, and
// returns what it said.
func command(ctx context.Context, where string, args ...string) (string, error) {
	var said, failed bytes.Buffer
	if code := cli.Run(ctx, append(args, "--city", city, "--data", where), &said, &failed); code != 0 {
		return "", fmt.Errorf("%v: exit code %d: %s%s", args, code, said.Bytes(), failed.Bytes())
	}
	return said.String(), nil
}

// communitiesDrawn are the communities as GeoJSON.
func communitiesDrawn() []byte {
	var features []any
	for n := range communities {
		x, y := west+side*float64(n%inARow), south+side*float64(n/inARow)
		features = append(features, map[string]any{
			"type":       "Feature",
			"properties": map[string]string{"code": community(n), "name": fmt.Sprintf("社区%d", n), "parent": "110101001000"},
			"geometry": map[string]any{"type": "Polygon", "coordinates": [][][2]float64{
				{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}},
			}},
		})
	}
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		panic(err)
	}
	return text
}
