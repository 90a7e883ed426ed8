package app_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yian/app"
)

// pair makes a certificate with its key: signed by parent, or by itself when that is
// nil.
func pair(t *testing.T, name string, serial int64, parent *tls.Certificate) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		IsCA: parent == nil, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	by, signer := c, any(key)
	if parent != nil {
		by, signer = parent.Leaf, parent.PrivateKey
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// writePair writes certificate and key as files are replaced: the one, then the other.
func writePair(t *testing.T, c tls.Certificate, cert, key string) {
	t.Helper()
	b, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: c.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: b}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTLSFromFiles: `yian up` serves console and devices over TLS, lets a gateway in by
// its certificate, cuts it when it is revoked, and takes a renewed certificate without
// a restart.
func TestTLSFromFiles(t *testing.T) {
	dir := t.TempDir()
	cert, key, ca := filepath.Join(dir, "site.crt"), filepath.Join(dir, "site.key"), filepath.Join(dir, "ca.crt")
	authority := pair(t, "sample authority", 1, nil)
	writePair(t, authority, ca, filepath.Join(dir, "ca.key"))
	writePair(t, pair(t, "site", 2, &authority), cert, key)
	p := newProcess(t)
	secure := freePort(t)
	p.args = append(p.args, "--http-tls", "--tls-cert", cert, "--tls-key", key, "--mqtt-tls-listen", secure, "--mqtt-client-ca", ca)
	p.start()
	pool := x509.NewCertPool()
	pool.AddCert(authority.Leaf)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	call := func(method, path string, body, answer any) {
		t.Helper()
		b, _ := json.Marshal(body)
		req, err := http.NewRequestWithContext(t.Context(), method, "https://"+p.http+path, bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+p.token)
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode >= 300 {
			t.Fatalf("%s %s: %d %s, %v", method, path, res.StatusCode, text, err)
		}
		if answer != nil {
			if err := json.Unmarshal(text, answer); err != nil {
				t.Fatal(err)
			}
		}
	}
	var session struct{ Token string }
	call("POST", "/api/v1/session", map[string]string{"username": "admin", "password": adminPassword}, &session)
	p.token = session.Token
	call("POST", "/api/v1/devices", map[string]string{"id": "gw-1", "kind": "zigbee2mqtt"}, nil)
	healthy := func(more ...string) bool {
		return app.Run(append([]string{"healthy", "--http", p.http}, more...), app.Streams{Out: io.Discard, Err: io.Discard, Context: t.Context()}) == nil
	}
	until(t, 10*time.Second, "the site is healthy", func() bool { return healthy("--http-tls") })
	if healthy("--timeout", "500ms") {
		t.Error("the site answers in the clear")
	}

	own := pair(t, "gw-1", 3, &authority)
	enter := func() (*bareClient, byte) {
		t.Helper()
		conn, err := tls.Dial("tcp", secure, &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{own}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		w := &bareClient{conn, t}
		w.send(0x10, packed("MQTT"), []byte{4, 2, 0, 60}, packed("any"))
		kind, body, err := w.read()
		if err != nil || kind != 0x20 {
			t.Fatalf("no CONNACK: %x %v", kind, err)
		}
		return w, body[1]
	}
	gateway, code := enter()
	if code != 0 {
		t.Fatalf("the gateway's certificate does not open: %d", code)
	}
	gateway.publish("yian/v1/gw-1/zigbee2mqtt/bridge/state")
	revoked := time.Now()
	call("POST", "/api/v1/devices/gw-1/revoke", map[string]string{}, nil)
	if !gateway.ends() || time.Since(revoked) > 5*time.Second {
		t.Errorf("a revoked gateway is still there after %v", time.Since(revoked))
	}
	t.Logf("cut %v after the revocation was asked for", time.Since(revoked).Round(time.Millisecond))
	if _, code := enter(); code == 0 {
		t.Error("a revoked gateway comes back with its certificate")
	}

	shown := func() int64 {
		conn, err := tls.Dial("tcp", secure, &tls.Config{RootCAs: pool})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	writePair(t, pair(t, "site", 4, &authority), cert, key)
	until(t, 10*time.Second, "the renewed certificate", func() bool { return shown() == 4 })
	if err := os.WriteFile(cert, []byte("half a renew"), 0o600); err != nil {
		t.Fatal(err)
	}
	writePair(t, pair(t, "site", 5, &authority), filepath.Join(dir, "other.crt"), key)
	for began := time.Now(); time.Since(began) < 2500*time.Millisecond; rest(200 * time.Millisecond) {
		if got := shown(); got != 4 {
			t.Fatalf("half a renewal: the site shows %d", got)
		}
	}
	client.CloseIdleConnections()
	p.stop()
	if !bytes.Contains(p.errors.Bytes(), []byte("cannot be used")) {
		t.Error("half a renewal is not in the log")
	}
}
