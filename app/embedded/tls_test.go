//go:build !noembedded

package embedded

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"testing"
	"time"

	"yian/care"
)

// authority signs certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, key: key}
	a.cert = &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sample authority"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, a.cert, a.cert, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// sign makes a certificate for a name, as of an instant.
func (a *authority) sign(name string, made time.Time) tls.Certificate {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, NotBefore: made, NotAfter: made.Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// TestACertificateOpensForTheDeviceItNames: over TLS a device comes in with its
// secret as ever, or with a certificate of the site's own authority and no secret, and
// no further than what it is.
func TestACertificateOpensForTheDeviceItNames(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	now := time.Now().Truncate(time.Second)
	s := openSite(t, func(c *BrokerConfig) {
		c.TLSListen = "127.0.0.1:0"
		c.TLS = &tls.Config{Certificates: []tls.Certificate{ours.sign("broker", now)}, ClientCAs: ours.pool(), ClientAuth: tls.VerifyClientCertIfGiven}
		c.Certified = func(device care.DeviceID, made time.Time) bool { return device == "d1" && !made.Before(now) }
	})
	enter := func(as login, certificates ...tls.Certificate) (*wire, byte, error) {
		t.Helper()
		conn, err := tls.Dial("tcp", s.TLSAddr(), &tls.Config{RootCAs: ours.pool(), Certificates: certificates})
		if err != nil {
			return nil, 0, err
		}
		t.Cleanup(func() { _ = conn.Close() })
		_ = conn.SetDeadline(time.Now().Add(patienceOfTests))
		// In TLS 1.3 the other side's no comes after our own handshake.
		if as.version == 0 {
			_, err = conn.Read(make([]byte, 1))
			return nil, 0, err
		}
		w, code := greet(t, conn, as)
		return w, code, nil
	}
	good := ours.sign("d1", now)
	for name, c := range map[string]struct {
		as   login
		with []tls.Certificate
		want bool
	}{
		"a secret":                           {login{version: 4, user: "d1", pass: "d1"}, nil, true},
		"a wrong secret":                     {login{version: 4, user: "d1", pass: "d2"}, nil, false},
		"nothing at all":                     {login{version: 4}, nil, false},
		"a certificate":                      {login{version: 4}, []tls.Certificate{good}, true},
		"a certificate and its name":         {login{version: 5, user: "d1"}, []tls.Certificate{good}, true},
		"a certificate and another's name":   {login{version: 4, user: "d2"}, []tls.Certificate{good}, false},
		"a certificate and another's secret": {login{version: 4, user: "d2", pass: "d2"}, []tls.Certificate{good}, true},
		"a certificate made too early":       {login{version: 4}, []tls.Certificate{ours.sign("d1", now.Add(-time.Minute))}, false},
		"an early one and the secret":        {login{version: 4, user: "d1", pass: "d1"}, []tls.Certificate{ours.sign("d1", now.Add(-time.Minute))}, true},
		"a certificate for nobody we know":   {login{version: 4}, []tls.Certificate{ours.sign("d9", now)}, false},
		"a certificate for no device id":     {login{version: 4}, []tls.Certificate{ours.sign("d1/x", now)}, false},
	} {
		if _, code, err := enter(c.as, c.with...); err != nil || (code == 0) != c.want {
			t.Errorf("%s: code %#x, %v, want let in %v", name, code, err, c.want)
		}
	}
	stranger, err := tls.Dial("tcp", s.TLSAddr(), &tls.Config{RootCAs: ours.pool(), GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		c := theirs.sign("d1", now)
		return &c, nil
	}})
	if err == nil {
		_ = stranger.SetDeadline(time.Now().Add(patienceOfTests))
		if _, err = stranger.Read(make([]byte, 1)); err == nil {
			t.Error("a certificate of another authority was taken")
		}
		_ = stranger.Close()
	}

	w, _, err := enter(login{version: 4, id: "gw"}, good)
	if err != nil {
		t.Fatal(err)
	}
	w.mustPublish("yian/v1/d1/call", "{}", 1, false)
	if _, gone := w.publish("yian/v1/d2/call", "{}", 1, false); !gone {
		t.Error("a certificate opens for another device's topics")
	}
	w, _, _ = enter(login{version: 4, id: "gw"}, good)
	s.Disconnect("d1")
	w.closed()
	s.restart(t)
	if _, code, err := enter(login{version: 4}, good); err != nil || code != 0 {
		t.Errorf("after a restart: %#x, %v", code, err)
	}
}
