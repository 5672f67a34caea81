package intake_test

import (
	"bytes"
	"context"
	"testing"

	"sizhang/domain/territory"
	"sizhang/server/intake"
)

// Whatever the bytes, reading ends, says what it found in words, and does not
// call a table good that a draft's check then chokes on.
func FuzzReadAreas(f *testing.F) {
	f.Add([]byte(header + good))
	f.Add([]byte("\ufeff名称,上级,层级,代码\r\n\"自\n贡\",0,city,5.1E+11\r\n"))
	f.Add([]byte(header + "510300,\xd7\xd4\xb9\xb1,city,0\n1,a,ward,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		units, report, err := intake.ReadAreas(context.Background(), bytes.NewReader(data), intake.AreaOptions{Options: forZigong()})
		if err != nil {
			t.Fatal(err)
		}
		if len(units) == 0 && !report.Refused() && report.Read > 0 {
			t.Error("every row is gone and nobody says why")
		}
		territory.CheckDraft(zigong, nil, units)
	})
}

func FuzzReadAppointments(f *testing.F) {
	f.Add([]byte(appointmentHeader + "510302R00001,street_head,E2,李四,2024-03-01,,自街〔2024〕3号,\n"))
	f.Add([]byte(appointmentHeader + "510302R00001,street_head,E2,李四,2024年3月1日,2024-03-01T08:30:00+08:00,,是\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		seats, report, err := intake.ReadAppointments(context.Background(), bytes.NewReader(data), intake.AppointmentOptions{Options: forZigong(), Level: levelOf})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range seats {
			if len(s.Terms) == 0 || len(territory.Clashes(s.Terms)) > 0 && !report.Refused() {
				t.Errorf("a bad seat was let in: %+v", s)
			}
		}
	})
}

func FuzzReadStreets(f *testing.F) {
	f.Add([]byte(collection(feature(`{"code":"510302R00001","width":"3"}`, alongParallel), feature(`{"code":510302001}`, polygon(eight)))))
	f.Add([]byte(feature(`{"code":"510302R00001"}`, polygon(block+","+backward))))
	f.Fuzz(func(t *testing.T, data []byte) {
		o := forStreets()
		o.MergeByCode = len(data)%2 == 0
		units, report, err := intake.ReadStreets(context.Background(), bytes.NewReader(data), o)
		if err != nil {
			t.Fatal(err)
		}
		if len(units) == 0 && !report.Refused() {
			t.Error("nothing came of it and nobody says why")
		}
		for _, u := range units {
			if u.Shape.AreaM2() <= 0 || u.Declared.Datum == "" {
				t.Errorf("no ground: %+v", u)
			}
		}
		territory.CheckDraft(zigong, nil, units)
	})
}
