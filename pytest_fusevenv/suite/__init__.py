"""The guard as a test suite, which `fusevenv guard` runs.

By hand: `pytest -p pytest_fusevenv.suite.plugin --pyargs pytest_fusevenv.suite` with
`--fusevenv-guard ORDERS`.
"""
