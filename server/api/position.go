package api

import (
	"strconv"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// datumOf reads a declared datum. On a read, undeclared means WGS84.
func datumOf(crs string) (geo.Datum, error) {
	if crs == "" {
		return geo.WGS84, nil
	}
	datum, ok := geo.ParseDatum(crs)
	if !ok {
		return "", fault.New(fault.CRSUnknown, "crs", fault.With{"crs": strconv.Quote(crs)})
	}
	return datum, nil
}

// wgs84 is the one place where a client's numbers become a Point.
func wgs84(datum geo.Datum, lng, lat float64) (geo.Point, error) {
	if given := (geo.Point{Lng: lng, Lat: lat}); given.Valid() {
		if p := datum.ToWGS84(given); p.Valid() { // BD-09 can lead over the pole
			return p, nil
		}
	}
	field := "lng"
	if onMeridian := (geo.Point{Lat: lat}); !onMeridian.Valid() {
		field = "lat"
	}
	return geo.Point{}, fault.New(fault.PointInvalid, field, fault.With{"lng": lng, "lat": lat})
}
