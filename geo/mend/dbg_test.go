package mend
import ("testing";"sizhang/geo";"fmt";"math/rand";"time";"math")
func TestDbg(t *testing.T){
 for _,n:=range []int{300,600,2000,20000} {
 r:=rand.New(rand.NewSource(1)); var ring geo.Ring
 for i:=0;i<n;i++ {ring=append(ring,geo.Point{Lng:116+r.Float64(),Lat:40+r.Float64()})}
 ring=append(ring,ring[0]); st:=time.Now(); _,_,err:=Shape(geo.Shape{{ring}}); fmt.Println(n,err,time.Since(st))
 }
 var ring geo.Ring; n:=200000
 for i:=0;i<n;i++ {a:=float64(i)/float64(n)*2*math.Pi; rr:=.5+.1*rand.Float64(); ring=append(ring,geo.Point{Lng:116+rr*math.Cos(a),Lat:40+rr*math.Sin(a)})}
 ring=append(ring,ring[0]); st:=time.Now(); _,rep,err:=Shape(geo.Shape{{ring}}); fmt.Println(n,rep,err,time.Since(st))
 // same with figure crossing: swap two
 ring[1000],ring[1001]=ring[1001],ring[1000]
 st=time.Now(); _,rep,err=Shape(geo.Shape{{ring}}); fmt.Println(n,rep,err,time.Since(st))
 // diagonal comb
 ring=nil; m:=20000
 for i:=0;i<m;i++ { x:=float64(i)*1e-5; if i%2==0 {ring=append(ring,geo.Point{Lng:116+x,Lat:40})} else {ring=append(ring,geo.Point{Lng:116.5+x,Lat:40.5})} }
 ring=append(ring,geo.Point{Lng:117,Lat:40.6},geo.Point{Lng:117,Lat:39}); ring=append(ring,ring[0])
 st=time.Now(); _,rep,err=Shape(geo.Shape{{ring}}); fmt.Println(m,rep,err,time.Since(st))
 // many touching holes / many parts
 var parts geo.Shape
 for i:=0;i<100;i++ {for j:=0;j<100;j++ {x,y:=116+float64(i)/1024,40+float64(j)/1024; d:=1./1024; parts=append(parts,geo.Polygon{{{x,y},{x+d,y},{x+d,y+d},{x,y+d},{x,y}}})}}
 st=time.Now(); s,rep,err:=Shape(parts); fmt.Println(len(parts),len(s),rep,err,time.Since(st))
 parts=nil
 for i:=0;i<100;i++ {for j:=0;j<100;j++ {x,y:=116+float64(i)/1024,40+float64(j)/1024; d:=.9/1024; parts=append(parts,geo.Polygon{{{x,y},{x+d,y},{x+d,y+d},{x,y+d},{x,y}}})}}
 parts=append(parts, geo.Polygon{{{115,39},{118,39},{118,42},{115,42},{115,39}}})
 st=time.Now(); s,rep,err=Shape(parts); fmt.Println(len(parts),len(s),rep,err,time.Since(st))
}
