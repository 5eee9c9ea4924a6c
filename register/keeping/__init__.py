"""How long things are kept (*bewaren en wissen*): terms, holds, erasure, the own data as a file, and verifying."""
