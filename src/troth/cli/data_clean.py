"""placeholder"""
import click
@click.command("clean")
def command(): 
    """x"""
