package standin

import (
	"net"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// accept lets connections in until the listener is closed.
func (s *Server) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.network.Lock()
		if s.network.cut {
			c.Close()
		} else {
			s.network.connections[c] = struct{}{}
			s.running.Go(func() { s.serve(c) })
		}
		s.network.Unlock()
	}
}

// serve answers the commands of a connection, one after the other, until it ends.
func (s *Server) serve(c net.Conn) {
	defer func() {
		c.Close()
		s.network.Lock()
		defer s.network.Unlock()
		delete(s.network.connections, c)
	}()
	for {
		m, err := readMessage(c)
		if err != nil {
			return
		}
		r, err := newRequest(m)
		if err != nil {
			return
		}
		reply, ok := s.respond(r)
		if !ok || writeReply(c, m, reply) != nil {
			return
		}
	}
}

// respond answers a command, or lets a fault have it; false drops the connection.
func (s *Server) respond(r *request) (bson.D, bool) {
	f := s.strike(r)
	if f == nil {
		return s.answer(r), true
	}
	switch f.Kind {
	case Refuse:
		close(f.struck)
		return s.refusal(f), true
	case DropBefore:
		close(f.struck)
		return nil, false
	case HoldBefore:
		if !s.hold(f) {
			return nil, false
		}
	}
	reply := s.answer(r)
	switch f.Kind {
	case HoldBefore:
		return reply, true
	case HoldAfter:
		return reply, s.hold(f)
	case ConcernFails:
		reply = append(reply, f.concern()...)
	}
	close(f.struck)
	return reply, f.Kind != DropAfter
}

// hold waits until the fault's end; false when the server closes first.
func (s *Server) hold(f *fault) bool {
	close(f.struck)
	select {
	case <-f.Until:
		return true
	case <-s.ctx.Done():
		return false
	}
}
