"""EMISS (fedstat.ru), the statistical system of Russia's offices."""
